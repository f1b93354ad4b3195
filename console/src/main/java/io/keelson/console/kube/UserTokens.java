package io.keelson.console.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.service.AccountException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Short-lived tokens of the users' own accounts, made by the API server when they are needed and
 * kept in memory only. May be used by many threads.
 */
public final class UserTokens {

  /** The shortest that the API server makes. */
  private static final int SECONDS = 600;

  /** A request with it must end before it does. */
  private static final Duration LEFT = Duration.ofSeconds(SECONDS / 3);

  private final KubeHttp kube;
  private final OwnToken own;
  private final String namespace;
  private final InstantSource clock;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();

  /** One user's; its lock lets one thread ask while others of the same user wait. */
  private static final class Slot {
    private @Nullable Bearer bearer;
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
    Slot slot = slots.computeIfAbsent(user, unused -> new Slot());
    synchronized (slot) {
      Bearer known = slot.bearer;
      if (known == null || clock.instant().plus(LEFT).isAfter(known.until())) {
        known = make(user);
        slot.bearer = known;
      }
      return known;
    }
  }

  /** Makes the next request ask for another one: rights or the account have changed. */
  public void forget(String user) {
    slots.remove(user);
  }

  private Bearer make(String user) throws AccountException {
    ObjectNode request = KubeHttp.JSON.createObjectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.putObject("spec").put("expirationSeconds", SECONDS);
    String path =
        KubePath.of("/api/v1")
            .namespaced(namespace)
            .part("serviceaccounts")
            .name(Accounts.accountOf(user))
            .part("token")
            .toString();
    return switch (kube.send(own.get(), "POST", path, KubeHttp.APPLICATION_JSON, request)) {
      case KubeAnswer.Ok ok -> bearer(ok);
      case KubeAnswer.Refused refused ->
          throw new AccountException(
              refused.code() == 404
                  ? "the account of %s is gone from the cluster; an administrator can save the user again to bring it back"
                      .formatted(user)
                  : "the API server makes no token: " + refused.message());
      case KubeAnswer.Unreachable unreachable ->
          throw new AccountException("the API server does not answer: " + unreachable.why());
    };
  }

  private Bearer bearer(KubeAnswer.Ok ok) throws AccountException {
    String token = ok.body().path("status").path("token").asText("");
    try {
      Instant until = Instant.parse(ok.body().path("status").path("expirationTimestamp").asText());
      if (token.isEmpty()) {
        throw new AccountException("the API server answered without a token");
      }
      return new Bearer(token, until);
    } catch (DateTimeParseException e) {
      throw new AccountException("the API server's token has no end", e);
    }
  }
}
