package io.keelson.controller.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keelson.trust.TrustBundle;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the Secret says about the authority. Whatever is not exactly as we write it is broken: half
 * of an authority must never be taken for a reason to make another.
 */
public sealed interface AuthorityState {

  String CURRENT_CERTIFICATE = "ca.crt";
  String CURRENT_KEY = "ca.key";
  String NEXT_CERTIFICATE = "next.crt";
  String NEXT_KEY = "next.key";
  String RECORD = "state.json";

  /** There is no such Secret. */
  record Absent() implements AuthorityState {}

  /** Nothing was made yet, or somebody has taken it away. */
  record Empty() implements AuthorityState {}

  /** It cannot be used. */
  record Broken(String why) implements AuthorityState {}

  /**
   * It can be used.
   *
   * @param since when the phase began
   * @param next the authority that takes over; null exactly when the phase is Stable
   */
  record Made(Phase phase, Instant since, Authority current, @Nullable Authority next)
      implements AuthorityState {

    public Made {
      if ((phase == Phase.STABLE) != (next == null)) {
        throw new IllegalArgumentException(phase + " with" + (next == null ? "out" : "") + " next");
      }
    }

    /** Who signs now. */
    public Authority signer() {
      return switch (phase) {
        case STABLE, TRUST_BOTH -> current;
        case ISSUE_NEW, DROP_OLD -> Objects.requireNonNull(next);
      };
    }

    /** Whose signature is believed now. */
    public TrustBundle bundle() {
      return new TrustBundle(trusted().stream().map(Authority::certificate).toList());
    }

    /** As {@link #bundle}, with keys. */
    public List<Authority> trusted() {
      return switch (phase) {
        case STABLE -> List.of(current);
        case TRUST_BOTH, ISSUE_NEW -> List.of(current, Objects.requireNonNull(next));
        case DROP_OLD -> List.of(Objects.requireNonNull(next));
      };
    }

    /** What is written into the Secret. */
    public Map<String, String> data() {
      Map<String, String> data = new HashMap<>();
      data.put(CURRENT_CERTIFICATE, current.certificatePem());
      data.put(CURRENT_KEY, current.keyPem());
      if (next != null) {
        data.put(NEXT_CERTIFICATE, next.certificatePem());
        data.put(NEXT_KEY, next.keyPem());
      }
      data.put(RECORD, new String(Json.write(new Recorded(phase.word(), since.toString())), UTF_8));
      return data;
    }

    /** What is written into the ConfigMap. */
    public Map<String, String> published() {
      return Map.of("ca.crt", bundle().pem(), "issuer", signer().fingerprint());
    }
  }

  /** The JSON beside the keys. */
  record Recorded(String phase, String since) {

    public Recorded {
      Objects.requireNonNull(phase, "phase");
      Objects.requireNonNull(since, "since");
    }
  }

  /** Reads the Secret's data; null when there is no Secret. */
  static AuthorityState of(@Nullable Map<String, String> data) {
    if (data == null) {
      return new Absent();
    }
    if (data.isEmpty()) {
      return new Empty();
    }
    try {
      return made(data);
    } catch (GeneralSecurityException e) {
      return new Broken(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  private static Made made(Map<String, String> data) throws GeneralSecurityException {
    Recorded recorded = recorded(data);
    Phase phase =
        Phase.ofWord(recorded.phase)
            .orElseThrow(() -> new GeneralSecurityException(RECORD + ": there is no such phase"));
    requireKeys(data.keySet(), phase);
    Authority current = pair(data, CURRENT_CERTIFICATE, CURRENT_KEY);
    Authority next = phase == Phase.STABLE ? null : pair(data, NEXT_CERTIFICATE, NEXT_KEY);
    if (next != null && next.sharesKeyWith(current)) {
      throw new GeneralSecurityException(NEXT_KEY + " is the same key as " + CURRENT_KEY);
    }
    return new Made(phase, since(recorded), current, next);
  }

  private static Recorded recorded(Map<String, String> data) throws GeneralSecurityException {
    String json = data.get(RECORD);
    if (json == null) {
      throw new GeneralSecurityException(RECORD + " is missing");
    }
    return switch (Json.read(json.getBytes(UTF_8), Recorded.class)) {
      case Decoded.Value<Recorded> read -> read.value();
      case Decoded.Malformed<Recorded> malformed ->
          throw new GeneralSecurityException(RECORD + ": " + malformed.problem().message());
    };
  }

  private static Instant since(Recorded recorded) throws GeneralSecurityException {
    try {
      return Instant.parse(recorded.since);
    } catch (DateTimeException e) {
      throw new GeneralSecurityException(RECORD + ": since is no instant of ISO-8601", e);
    }
  }

  private static void requireKeys(Set<String> there, Phase phase) throws GeneralSecurityException {
    Set<String> needed = new TreeSet<>(Set.of(CURRENT_CERTIFICATE, CURRENT_KEY, RECORD));
    if (phase != Phase.STABLE) {
      needed.addAll(Set.of(NEXT_CERTIFICATE, NEXT_KEY));
    }
    if (!needed.equals(there)) {
      throw new GeneralSecurityException(
          "it holds %s where phase %s needs %s"
              .formatted(new TreeSet<>(there), phase.word(), needed));
    }
  }

  private static Authority pair(Map<String, String> data, String certificate, String key)
      throws GeneralSecurityException {
    try {
      return Authority.ofPem(
          Objects.requireNonNull(data.get(certificate)), Objects.requireNonNull(data.get(key)));
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException(certificate + ", " + key + ": " + e.getMessage(), e);
    }
  }
}
