package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UsersTest {

  private static final Grant VIEWS = new Grant("default", Role.VIEWER);
  private static final Grant OPERATES = new Grant("default", Role.OPERATOR);

  private final Services services = Services.inMemory();
  private final Users users = services.users;
  private final Session admin = services.admin();

  @AfterEach
  void close() {
    services.close();
  }

  @Test
  void makesOneWithAnAccountAndAOneTimePassword() {
    UserAnswer.Done done = (UserAnswer.Done) create("anna", VIEWS);
    assertThat(done.oneTimePassword()).hasSize(20).matches("[a-hjkmnp-z2-9]+");
    assertThat(done.user().mustChangePassword()).isTrue();
    assertThat(done.user().grants()).containsExactly(VIEWS);
    assertThat(done.toString()).doesNotContain(done.oneTimePassword());
    assertThat(services.accounts.accounts).containsEntry("anna", "true[ default=viewer]");
    assertThat(services.audited())
        .contains("admin USER_CREATE user anna OK enabled, may: default=viewer");
  }

  /** W-14. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "system:masters",
        "system:admin",
        "default",
        "system",
        "kube-system",
        "keelson-console",
        "admin",
        "Anna",
        "anna.b",
        "anna_b",
        "-anna",
        "anna-",
        "1anna",
        "",
        " anna",
        "ånna",
        "anna\n",
        "anna/x",
        "abcdefghijabcdefghijabcdefghijabcdefghija"
      })
  void refusesNamesThatMeanSomethingElse(String name) {
    assertThat(create(name, VIEWS)).isInstanceOf(UserAnswer.Refused.class);
    assertThat(users.page("", 1).rows()).extracting(User::name).containsExactly("admin");
    assertThat(services.accounts.accounts).isEmpty();
    assertThat(services.audited()).last().asString().contains("USER_CREATE", "REFUSED", "NAME_");
  }

  @Test
  void refusesANameThatIsTaken() {
    create("anna", VIEWS);
    assertThat(create("anna", OPERATES))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.NAME_TAKEN)));
    assertThat(services.accounts.accounts).containsEntry("anna", "true[ default=viewer]");
  }

  @Test
  void refusesGrantsThatAreNone() {
    assertThat(create("anna", new Grant("Kube_System", Role.ADMIN)))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.NAMESPACE_SHAPE)));
    assertThat(create("anna", VIEWS, OPERATES))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.GRANT_TWICE)));
    Grant[] many =
        IntStream.range(0, 51).mapToObj(i -> new Grant("n" + i, Role.VIEWER)).toArray(Grant[]::new);
    assertThat(create("anna", many))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.TOO_MANY_GRANTS)));
  }

  @Test
  void leavesNothingHalfWhenTheClusterRefusesANewOne() {
    services.accounts.fault = "no connection";
    assertThat(create("anna", VIEWS)).isEqualTo(new UserAnswer.Failed("no connection"));
    assertThat(users.page("anna", 1).rows()).isEmpty();
    assertThat(services.accounts.accounts).isEmpty();
    assertThat(services.audited()).last().asString().contains("FAILED no connection");
    assertThat(create("anna", VIEWS)).isInstanceOf(UserAnswer.Done.class);
  }

  @Test
  void leavesAsItWasWhatTheClusterDoesNotTake() {
    User anna = services.user("anna", admin, VIEWS);
    services.accounts.fault = "no connection";
    assertThat(update(anna, false, true, OPERATES)).isInstanceOf(UserAnswer.Failed.class);
    assertThat(users.find(anna.id())).contains(anna);
    assertThat(services.accounts.accounts).containsEntry("anna", "true[ default=viewer]");

    services.accounts.fault = "no connection";
    assertThat(users.delete(anna.id(), admin.user(), Services.HERE))
        .isInstanceOf(UserAnswer.Failed.class);
    assertThat(users.find(anna.id())).contains(anna);
    assertThat(services.accounts.accounts).containsEntry("anna", "true[ default=viewer]");
  }

  /** W-07, W-09. */
  @Test
  void endsSessionsWhenRightsChange() {
    User anna = services.user("anna", admin, VIEWS);
    LoginAnswer.Welcome session = login("anna");
    assertThat(update(anna, false, true, VIEWS)).isInstanceOf(UserAnswer.Done.class);
    assertThat(services.sessions.find(session.cookie())).as("nothing changed").isPresent();
    update(anna, false, true, OPERATES, new Grant("*", Role.VIEWER));
    assertThat(services.sessions.find(session.cookie())).isEmpty();
    assertThat(services.accounts.accounts)
        .containsEntry("anna", "true[ *=viewer,  default=operator]");
    assertThat(users.find(anna.id()).orElseThrow().grants())
        .containsExactly(new Grant("*", Role.VIEWER), OPERATES);
  }

  /** W-09. */
  @Test
  void endsSessionsOfWhoIsDisabledOrRemovedOrGetsANewPassword() {
    User anna = services.user("anna", admin, VIEWS);
    LoginAnswer.Welcome first = login("anna");
    update(anna, false, false, VIEWS);
    assertThat(services.sessions.isAlive(first.session().key())).isFalse();
    assertThat(services.accounts.accounts).containsEntry("anna", "false[ default=viewer]");
    update(anna, false, true, VIEWS);
    LoginAnswer.Welcome second = login("anna");
    UserAnswer.Done reset =
        (UserAnswer.Done) users.resetPassword(anna.id(), admin.user(), Services.HERE);
    assertThat(services.sessions.isAlive(second.session().key())).isFalse();
    LoginAnswer.Welcome third =
        Services.welcome(
            services.logins.login("anna", reset.oneTimePassword(), null, Services.HERE));
    assertThat(third.session().user().mustChangePassword()).isTrue();
    users.delete(anna.id(), admin.user(), Services.HERE);
    assertThat(services.sessions.isAlive(third.session().key())).isFalse();
    assertThat(services.accounts.accounts).doesNotContainKey("anna");
  }

  @Test
  void keepsOneAdministrator() {
    User boss = services.user("boss", admin);
    update(boss, true, true);
    User itself = admin.user();
    assertThat(users.delete(itself.id(), boss, Services.HERE)).isInstanceOf(UserAnswer.Done.class);
    assertThat(users.update(boss.id(), false, true, List.of(), itself, Services.HERE))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.LAST_ADMINISTRATOR)));
    assertThat(users.update(boss.id(), true, false, List.of(), itself, Services.HERE))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.LAST_ADMINISTRATOR)));
    assertThat(users.delete(boss.id(), itself, Services.HERE))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.LAST_ADMINISTRATOR)));
    assertThat(services.audited()).last().asString().contains("REFUSED [LAST_ADMINISTRATOR]");
  }

  @Test
  void letsNobodyDismissItself() {
    User itself = admin.user();
    assertThat(users.update(itself.id(), false, true, List.of(), itself, Services.HERE))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.YOURSELF)));
    assertThat(users.delete(itself.id(), itself, Services.HERE))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.YOURSELF)));
    assertThat(users.resetPassword(itself.id(), itself, Services.HERE))
        .isEqualTo(new UserAnswer.Refused(List.of(UserFault.YOURSELF)));
  }

  @Test
  void pagesByNameAndSearches() {
    for (int i = 10; i < 40; i++) {
      create("user" + i, VIEWS);
    }
    Paged<User> second = users.page("", 2);
    assertThat(second.total()).isEqualTo(31);
    assertThat(second.pages()).isEqualTo(2);
    assertThat(second.rows()).hasSize(6);
    assertThat(users.page("R1", 1).total()).isEqualTo(10);
    assertThat(users.page("%", 1).total()).isZero();
    assertThat(users.page("", 99).page()).isEqualTo(2);
  }

  @Test
  void bringsEveryAccountAtTheStart() {
    services.user("anna", admin, VIEWS);
    services.accounts.accounts.clear();
    services.accounts.fault = "no connection";
    assertThat(users.bringAll()).containsOnlyKeys("admin").containsValue("no connection");
    assertThat(users.bringAll()).isEmpty();
    assertThat(services.accounts.accounts)
        .containsEntry("admin", "true[ *=admin]")
        .containsEntry("anna", "true[ default=viewer]");
  }

  @Test
  void keepsTheLanguage() {
    users.setLanguage(admin.user().id(), "zh");
    assertThat(users.find(admin.user().id()).orElseThrow().language()).isEqualTo("zh");
  }

  private UserAnswer create(String name, Grant... grants) {
    return users.create(name, false, List.of(grants), admin.user(), Services.HERE);
  }

  private UserAnswer update(User user, boolean administrator, boolean enabled, Grant... grants) {
    return users.update(
        user.id(), administrator, enabled, List.of(grants), admin.user(), Services.HERE);
  }

  private LoginAnswer.Welcome login(String name) {
    return Services.welcome(services.logins.login(name, Services.PASSWORD, null, Services.HERE));
  }
}
