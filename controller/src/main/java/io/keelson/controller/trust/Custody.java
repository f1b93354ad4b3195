package io.keelson.controller.trust;

import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.controller.trust.Rotation.Change;
import io.keelson.controller.trust.TrustStore.Kept;
import io.keelson.controller.trust.TrustStore.Snapshot;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person may do with the authority. It changes the record only; the controllers that run
 * follow it. Not for several threads.
 */
public final class Custody {

  private static final int MOST_TRIES = 5;
  private static final String REMEDY = "put it back, or `ca recover` makes another authority";

  private final TrustStore store;
  private final String source;
  private final Duration life;
  private final Clock clock;

  /**
   * The authority that is kept somewhere.
   *
   * @param source Secret that it comes from; empty: it is made here
   * @param life of an authority that is made here
   */
  public Custody(TrustStore store, String source, Duration life, Clock clock) {
    this.store = store;
    this.source = source;
    this.life = life;
    this.clock = clock;
  }

  private interface Wish {
    Change of(AuthorityState state, Snapshot seen) throws GeneralSecurityException;
  }

  private static AuthorityState state(Snapshot seen) {
    Kept kept = seen.kept();
    return AuthorityState.of(kept == null ? null : kept.data());
  }

  public boolean isGood() throws IOException {
    return state(store.read()) instanceof Made;
  }

  /** True when no replacement is under way. */
  public boolean isStable() throws IOException {
    return state(store.read()) instanceof Made made && made.phase() == Phase.STABLE;
  }

  /** One line about a replacement. */
  public String progress() throws IOException {
    Snapshot seen = store.read();
    return state(seen) instanceof Made made
        ? "phase " + made.phase().word() + waiting(seen)
        : status();
  }

  private static String waiting(Snapshot seen) {
    return seen.published() == null || seen.published().waitingFor().isEmpty()
        ? ""
        : ", waiting for " + seen.published().waitingFor();
  }

  /** All of it in words, without a key. */
  public String status() throws IOException {
    Snapshot seen = store.read();
    return switch (state(seen)) {
      case AuthorityState.Absent absent ->
          "lost: Secret keelson-ca does not exist; helm upgrade makes an empty one, then " + REMEDY;
      case AuthorityState.Empty empty ->
          seen.namesAnAuthority()
              ? "lost: Secret keelson-ca is empty, although an authority was made; " + REMEDY
              : "not made yet" + sourceOf(List.of(), seen);
      case AuthorityState.Broken broken ->
          "lost: Secret keelson-ca cannot be used: " + broken.why() + "; " + REMEDY;
      case Made made ->
          status(made)
              + sourceOf(made.trusted(), seen)
              + (waiting(seen).isEmpty() ? "" : "\n" + waiting(seen).substring(2));
    };
  }

  private String status(Made made) {
    StringBuilder text = new StringBuilder();
    text.append("phase ").append(made.phase().word()).append(" since ").append(made.since());
    for (Authority one : made.trusted()) {
      text.append(
          "\n%s  %s  until %s%s"
              .formatted(
                  one.certificate().getSubjectX500Principal().getName(),
                  one.fingerprint(),
                  one.notAfter(),
                  one.isSameAs(made.signer()) ? "  signs" : ""));
    }
    return text.toString();
  }

  /** A line on the source, if there is one, and on what it has to do with what is used. */
  private String sourceOf(List<Authority> trusted, Snapshot seen) {
    return source.isEmpty() ? "" : "\nsource: Secret " + source + useOf(seen.source(), trusted);
  }

  private static String useOf(@Nullable Map<String, String> data, List<Authority> trusted) {
    if (data == null) {
      return " does not exist";
    }
    try {
      Authority offered = Authority.ofSource(data);
      return trusted.stream().anyMatch(offered::isSameAs) ? "" : ", not taken over yet";
    } catch (GeneralSecurityException e) {
      return " cannot be used: " + e.getMessage();
    }
  }

  public Change renew() throws IOException, GeneralSecurityException {
    return changed(
        (state, seen) ->
            switch (state) {
              case Made made ->
                  source.isEmpty()
                      ? Rotation.renewed(
                          made,
                          Issuer.renewed(made.current(), clock.instant(), life),
                          clock.instant())
                      : sourceDecides();
              case AuthorityState.Absent absent -> lost();
              case AuthorityState.Empty empty -> lost();
              case AuthorityState.Broken broken -> lost();
            });
  }

  public Change replace() throws IOException, GeneralSecurityException {
    return changed(
        (state, seen) ->
            switch (state) {
              case Made made ->
                  source.isEmpty()
                      ? Rotation.begun(
                          made, Issuer.newAuthority(clock.instant(), life), clock.instant())
                      : sourceDecides();
              case AuthorityState.Absent absent -> lost();
              case AuthorityState.Empty empty -> lost();
              case AuthorityState.Broken broken -> lost();
            });
  }

  /** A new authority that nothing leads to; only when there is none that can be used. */
  public Change recover() throws IOException, GeneralSecurityException {
    return changed(
        (state, seen) ->
            switch (state) {
              case Made made ->
                  source.isEmpty()
                      ? new Change.Refused("the authority can be used; to have another: ca replace")
                      : sourceDecides();
              case AuthorityState.Absent absent ->
                  new Change.Refused(
                      "Secret keelson-ca does not exist: helm upgrade makes an empty one");
              case AuthorityState.Empty empty -> fresh(seen);
              case AuthorityState.Broken broken -> fresh(seen);
            });
  }

  private Change fresh(Snapshot seen) throws GeneralSecurityException {
    if (source.isEmpty()) {
      return new Change.To(
          Rotation.first(Issuer.newAuthority(clock.instant(), life), clock.instant()));
    }
    if (seen.source() == null) {
      return new Change.Refused("Secret " + source + ", the source, does not exist");
    }
    return new Change.To(Rotation.first(Authority.ofSource(seen.source()), clock.instant()));
  }

  private Change sourceDecides() {
    return new Change.Refused(
        "the authority comes from Secret " + source + ": change that, and it is followed");
  }

  private static Change lost() {
    return new Change.Refused("there is no authority that can be used: see ca status, ca recover");
  }

  private Change changed(Wish wish) throws IOException, GeneralSecurityException {
    for (int i = 0; i < MOST_TRIES; i++) {
      Snapshot seen = store.read();
      Change change = wish.of(state(seen), seen);
      if (!(change instanceof Change.To to)) {
        return change;
      }
      Kept kept = Objects.requireNonNull(seen.kept());
      if (store.keep(new Kept(to.state().data(), kept.version()))) {
        return change;
      }
    }
    return new Change.Refused("somebody else changes it all the time: try again");
  }
}
