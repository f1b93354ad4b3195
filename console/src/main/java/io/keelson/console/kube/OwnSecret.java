package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.service.AccountException;
import io.keelson.console.service.FirstPasswordPlace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The console's own Secret, the only one that it may read or write. */
public final class OwnSecret implements FirstPasswordPlace {

  /** Where the first administrator's password lies. */
  public static final String FIRST_PASSWORD = "first-password";

  private static final int TRIES = 10;

  private final KubeHttp kube;
  private final OwnToken own;
  private final String namespace;
  private final String name;

  public OwnSecret(KubeHttp kube, OwnToken own, String namespace, String name) {
    this.kube = kube;
    this.own = own;
    this.namespace = namespace;
    this.name = name;
  }

  /** What is in it, by key. */
  public Map<String, byte[]> read() throws AccountException {
    return data(get());
  }

  /**
   * Changes it; when somebody else did so meanwhile, the change is made of what is there then.
   *
   * @param change from what is there to what shall be; the same content writes nothing
   * @return what is there now
   */
  public Map<String, byte[]> update(UnaryOperator<Map<String, byte[]>> change)
      throws AccountException {
    for (int tried = 0; tried < TRIES; tried++) {
      JsonNode secret = get();
      Map<String, byte[]> before = data(secret);
      Map<String, byte[]> after = change.apply(new HashMap<>(before));
      if (same(before, after)) {
        return before;
      }
      KubeAnswer answer = kube.send(own.get(), "PUT", path(), null, with(secret, after));
      if (answer instanceof KubeAnswer.Ok) {
        return after;
      }
      if (!(answer instanceof KubeAnswer.Refused refused && refused.code() == 409)) {
        throw trouble(answer);
      }
    }
    throw new AccountException("the Secret " + name + " is changed by others all the time");
  }

  @Override
  public void put(String password) throws AccountException {
    update(
        data -> {
          data.put(FIRST_PASSWORD, password.getBytes(StandardCharsets.UTF_8));
          return data;
        });
  }

  @Override
  public boolean holds() throws AccountException {
    return read().containsKey(FIRST_PASSWORD);
  }

  @Override
  public void remove() throws AccountException {
    update(
        data -> {
          data.remove(FIRST_PASSWORD);
          return data;
        });
  }

  private JsonNode get() throws AccountException {
    KubeAnswer answer = kube.get(own.get(), path());
    if (answer instanceof KubeAnswer.Ok ok) {
      return ok.body();
    }
    throw trouble(answer);
  }

  private AccountException trouble(KubeAnswer answer) {
    String why =
        switch (answer) {
          case KubeAnswer.Refused refused ->
              refused.code() == 404 ? "it is not there; helm upgrade makes it" : refused.message();
          case KubeAnswer.Unreachable unreachable -> unreachable.why();
          case KubeAnswer.Ok ok -> "an answer of code " + ok.code();
        };
    return new AccountException("the Secret %s in %s: %s".formatted(name, namespace, why));
  }

  private String path() {
    return KubePath.of("/api/v1").namespaced(namespace).part("secrets").name(name).toString();
  }

  private static Map<String, byte[]> data(JsonNode secret) throws AccountException {
    Map<String, byte[]> data = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : secret.path("data").properties()) {
      try {
        data.put(entry.getKey(), Base64.getDecoder().decode(entry.getValue().asText()));
      } catch (IllegalArgumentException e) {
        throw new AccountException("the Secret's " + entry.getKey() + " is no Base64", e);
      }
    }
    return data;
  }

  private static JsonNode with(JsonNode secret, Map<String, byte[]> data) {
    ObjectNode changed = secret.deepCopy();
    ObjectNode encoded = changed.putObject("data");
    data.forEach((key, value) -> encoded.put(key, Base64.getEncoder().encodeToString(value)));
    return changed;
  }

  private static boolean same(Map<String, byte[]> before, Map<String, byte[]> after) {
    return before.keySet().equals(after.keySet())
        && before.entrySet().stream()
            .allMatch(e -> Arrays.equals(e.getValue(), after.get(e.getKey())));
  }
}
