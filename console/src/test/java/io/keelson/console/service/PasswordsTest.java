package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** W-06. */
final class PasswordsTest {

  private final Passwords passwords = new Passwords();

  @Test
  void hashesAsOwaspNames() {
    String hash = passwords.hash("a rainy day");
    assertThat(hash)
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    assertThat(passwords.hash("a rainy day")).as("another salt").isNotEqualTo(hash);
    assertThat(passwords.matches("a rainy day", hash)).isEqualTo(Passwords.Match.YES);
    assertThat(passwords.matches("a rainy dax", hash)).isEqualTo(Passwords.Match.NO);
  }

  /** Made by libargon2 20171227, so that it is known to be the same Argon2id. */
  @Test
  void understandsHashesOfOtherPrograms() {
    String hash =
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$ZAl8DQG3Jh3w7DvXxqvwCvpbhBAIbBNvKeFxTNg+pQI";
    assertThat(passwords.matches("a rainy day", hash)).isEqualTo(Passwords.Match.YES);
    assertThat(passwords.matches("a rainy night", hash)).isEqualTo(Passwords.Match.NO);
  }

  @Test
  void neverMatchesWhereThereIsNoHash() {
    assertThat(passwords.matches("", null)).isEqualTo(Passwords.Match.NO);
    assertThat(passwords.matches("a rainy day", "")).isEqualTo(Passwords.Match.NO);
    assertThat(passwords.count()).as("but works as long").isEqualTo(2);
    assertThatThrownBy(() -> passwords.matches("a rainy day", "plain"))
        .hasMessageContaining("is not Argon2id");
  }

  @Test
  void tellsWhoComesWhenTooManyWaitToComeBack() throws Exception {
    // Nobody is sent away for the time it takes, only for how many there are.
    Passwords passwords = new Passwords(Duration.ofMinutes(10));
    String hash = passwords.hash("a rainy day");
    int all = Passwords.PARALLEL + Passwords.WAITING + 30;
    CyclicBarrier start = new CyclicBarrier(all);
    List<Passwords.Match> answers = new ArrayList<>();
    try (ExecutorService many = Executors.newFixedThreadPool(all)) {
      List<Future<Passwords.Match>> futures = new ArrayList<>();
      for (int i = 0; i < all; i++) {
        futures.add(
            many.submit(
                () -> {
                  start.await();
                  return passwords.matches("a rainy day", hash);
                }));
      }
      for (Future<Passwords.Match> future : futures) {
        answers.add(future.get());
      }
    }
    assertThat(answers).contains(Passwords.Match.BUSY).doesNotContain(Passwords.Match.NO);
    assertThat(passwords.mostAtOnce()).isEqualTo(Passwords.PARALLEL);
    assertThat(passwords.matches("a rainy day", hash)).isEqualTo(Passwords.Match.YES);
  }

  @Test
  void makesOneTimePasswordsThatPeopleCanType() {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      made.add(Passwords.oneTime());
    }
    assertThat(made).hasSize(200).allMatch(one -> one.matches("[a-hjkmnp-z2-9]{20}"));
  }
}
