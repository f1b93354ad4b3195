package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** W-01. */
final class FirstPasswordTest {

  private final Services services = Services.inMemory();
  private final FakePlace place = services.place;

  @AfterEach
  void close() {
    services.close();
  }

  @Test
  void makesAnAdministratorWhoMustChangeARandomPassword() throws AccountException {
    services.first.ensure();
    assertThat(place.password).matches("[a-hjkmnp-z2-9]{20}");
    User admin = login(place.password).session().user();
    assertThat(admin.administrator()).isTrue();
    assertThat(admin.mustChangePassword()).isTrue();
    assertThat(admin.grants()).containsExactly(new Grant("*", Role.ADMIN));
    assertThat(services.audited())
        .first()
        .isEqualTo(
            "(console) USER_CREATE user admin OK the first administrator, made at the first start");
    assertThat(services.audited()).noneMatch(row -> row.contains(place.password));
  }

  @Test
  void putsItOnce() throws AccountException {
    services.first.ensure();
    String password = place.password;
    services.first.ensure();
    assertThat(place.password).isEqualTo(password);
    assertThat(place.puts).isEqualTo(1);
  }

  @Test
  void takesItAwayWhenItIsChanged() throws AccountException {
    services.admin();
    assertThat(place.password).isNull();
    services.first.ensure();
    assertThat(place.password).isNull();
  }

  @Test
  void putsANewOneAtTheNextStartWhenThePlaceFailed() throws AccountException {
    place.broken = true;
    assertThatThrownBy(services.first::ensure).hasMessageContaining("does not answer");
    assertThat(place.password).isNull();
    place.broken = false;
    services.first.ensure();
    login(place.password);
  }

  @Test
  void putsANewOneWhenThePlaceLostItBeforeAnybodyLoggedIn() throws AccountException {
    services.first.ensure();
    String lost = place.password;
    place.password = null;
    services.first.ensure();
    assertThat(place.password).isNotNull().isNotEqualTo(lost);
    login(place.password);
    place.password = null;
    services.first.ensure();
    assertThat(place.password).as("somebody has it").isNull();
  }

  @Test
  void takesItAwayAtTheNextStartWhenThatFailed() throws AccountException {
    services.first.ensure();
    Session session = login(place.password).session();
    String password = place.password;
    place.broken = true;
    services.logins.changeOwn(session, password, Services.PASSWORD, Services.HERE);
    place.broken = false;
    assertThat(place.password).isEqualTo(password);
    services.first.ensure();
    assertThat(place.password).isNull();
    login(Services.PASSWORD);
  }

  private LoginAnswer.Welcome login(String password) {
    return Services.welcome(services.logins.login("admin", password, null, Services.HERE));
  }
}
