package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.kube.KubePath.NotAName;
import io.keelson.console.service.AccountException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Short-lived tokens of the users' own accounts, made by the API server when they are needed and
 * kept in memory only. May be used by many threads.
 */
public final class UserTokens {

  /** In {@code reason}: the user has no account in the cluster. */
  static final String NO_ACCOUNT = "ConsoleNoAccount";

  /** In {@code reason}: the console was not given a token. */
  static final String NO_TOKEN = "ConsoleNoToken";

  /** The shortest that the API server makes. */
  private static final int SECONDS = 600;

  private final KubeHttp kube;
  private final OwnToken own;
  private final String namespace;
  private final InstantSource clock;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();

  /** What came of asking for a token. */
  sealed interface Token {
    record Given(Bearer bearer) implements Token {}

    /** Refused or Unreachable, as the user shall hear it. */
    record Withheld(KubeAnswer why) implements Token {}
  }

  /** One user's; its lock lets one thread ask while others of the same user wait. */
  private static final class Slot {
    private volatile @Nullable Token last;
    private volatile int rounds;
  }

  public UserTokens(KubeHttp kube, OwnToken own, String namespace, InstantSource clock) {
    this.kube = kube;
    this.own = own;
    this.namespace = namespace;
    this.clock = clock;
  }

  /**
   * A token of the user's account that lasts for minutes.
   *
   * @throws AccountException when the API server makes none, in words
   */
  public Bearer of(String user) throws AccountException {
    return switch (ask(user)) {
      case Token.Given given -> given.bearer();
      case Token.Withheld withheld -> throw new AccountException(words(withheld.why()));
    };
  }

  /** A token of the user's account, or why there is none. */
  Token ask(String user) {
    Slot slot = slots.computeIfAbsent(user, unused -> new Slot());
    int seen = slot.rounds;
    synchronized (slot) {
      Token last = slot.last;
      if (last instanceof Token.Given given && lasts(given.bearer())) {
        return given;
      }
      if (last instanceof Token.Withheld && slot.rounds != seen) {
        // Who waited while another thread was refused would be refused too, and wait again.
        return last;
      }
      Token fresh = make(user);
      slot.last = fresh;
      slot.rounds++;
      return fresh;
    }
  }

  /** Makes the next request ask for another one: rights or the account have changed. */
  public void forget(String user) {
    slots.remove(user);
  }

  /** Renewed when two thirds of its life are over: a request with it must end before it does. */
  private boolean lasts(Bearer bearer) {
    Duration left = Duration.between(clock.instant(), bearer.until());
    return left.compareTo(Duration.ofSeconds(SECONDS / 3)) > 0;
  }

  private void dropEnded() {
    Instant now = clock.instant();
    slots
        .values()
        .removeIf(
            slot -> slot.last instanceof Token.Given given && given.bearer().until().isBefore(now));
  }

  private Token make(String user) {
    dropEnded();
    ObjectNode request = KubeHttp.JSON.createObjectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.putObject("spec").put("expirationSeconds", SECONDS);
    Instant asked = clock.instant();
    try {
      return switch (kube.send(own.get(), "POST", path(user), null, request)) {
        case KubeAnswer.Ok ok -> token(ok.body(), asked);
        case KubeAnswer.Refused refused -> new Token.Withheld(withheld(user, refused));
        case KubeAnswer.Unreachable unreachable -> new Token.Withheld(unreachable);
      };
    } catch (AccountException e) {
      return new Token.Withheld(refusal(500, NO_TOKEN, e.sentence()));
    } catch (NotAName e) {
      return new Token.Withheld(noAccount(user));
    }
  }

  private String path(String user) {
    return KubePath.of("/api/v1")
        .namespaced(namespace)
        .part("serviceaccounts")
        .name(Accounts.accountOf(user))
        .part("token")
        .toString();
  }

  /** Its end is counted by our own clock, that of the API server may differ. */
  private static Token token(JsonNode body, Instant asked) {
    int seconds = body.path("spec").path("expirationSeconds").asInt(SECONDS);
    try {
      String token = body.path("status").path("token").asText("");
      return new Token.Given(new Bearer(token, asked.plusSeconds(seconds)));
    } catch (IllegalArgumentException e) {
      return new Token.Withheld(refusal(500, NO_TOKEN, "the API server answered without a token"));
    }
  }

  private static KubeAnswer withheld(String user, KubeAnswer.Refused refused) {
    if (refused.code() == 404) {
      return noAccount(user);
    }
    boolean later = refused.code() == 429 || refused.code() >= 500;
    // A 401 or 403 is about the console's own account here, not about the user.
    return later ? refused : refusal(500, NO_TOKEN, refused.message());
  }

  private static KubeAnswer noAccount(String user) {
    return refusal(
        401,
        NO_ACCOUNT,
        "the account of %s is gone from the cluster; an administrator can save the user again to bring it back"
            .formatted(user));
  }

  private static KubeAnswer refusal(int code, String reason, String message) {
    return new KubeAnswer.Refused(code, reason, message, List.of(), Optional.empty());
  }

  private static String words(KubeAnswer why) {
    return switch (why) {
      case KubeAnswer.Ok ok -> "an answer of code " + ok.code();
      case KubeAnswer.Refused refused ->
          refused.reason().equals(NO_ACCOUNT)
              ? refused.message()
              : "the API server makes no token: " + refused.message();
      case KubeAnswer.Unreachable unreachable ->
          "the API server does not answer: " + unreachable.why();
    };
  }
}
