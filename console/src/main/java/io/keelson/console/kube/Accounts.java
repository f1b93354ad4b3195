package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.service.AccountException;
import io.keelson.console.service.AccountPort;
import io.keelson.console.service.Grant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Users' service accounts and their bindings to the shipped roles, made with the console's own
 * account. Rights are taken away before others are given, and an account goes after its rights:
 * what fails half-way leaves fewer rights than wanted, never more.
 */
public final class Accounts implements AccountPort {

  /** On all that is made here; what does not carry it is somebody else's. */
  public static final String LABEL = "keelson.io/console-user";

  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String ROLE_GROUP = "rbac.authorization.k8s.io";

  private final KubeHttp kube;
  private final OwnToken own;
  private final String namespace;
  private final UserTokens tokens;

  public Accounts(KubeHttp kube, OwnToken own, String namespace, UserTokens tokens) {
    this.kube = kube;
    this.own = own;
    this.namespace = namespace;
    this.tokens = tokens;
  }

  /** The name of a user's service account. */
  public static String accountOf(String user) {
    return "u-" + user;
  }

  private static String bindingOf(String user) {
    return "keelson-console:" + user;
  }

  @Override
  public void bring(String user, boolean enabled, List<Grant> grants) throws AccountException {
    Map<String, Grant> wanted =
        (enabled ? grants : List.<Grant>of())
            .stream().collect(Collectors.toMap(Grant::namespace, grant -> grant));
    Map<String, String> held = bindings(user);
    for (Map.Entry<String, String> binding : held.entrySet()) {
      Grant grant = wanted.get(binding.getKey());
      if (grant == null || !grant.role().clusterRole().equals(binding.getValue())) {
        // A binding's role cannot be changed: it goes, and another one comes.
        unbind(user, binding.getKey());
      }
    }
    if (!enabled) {
      removeAccount(user);
      return;
    }
    bringAccount(user);
    for (Grant grant : wanted.values()) {
      if (!grant.role().clusterRole().equals(held.get(grant.namespace()))) {
        bind(user, grant);
      }
    }
    tokens.forget(user);
  }

  @Override
  public void remove(String user) throws AccountException {
    for (String where : bindings(user).keySet()) {
      unbind(user, where);
    }
    removeAccount(user);
  }

  /** Where the user has a binding of ours, and to which role. */
  private Map<String, String> bindings(String user) throws AccountException {
    Map<String, String> held = new HashMap<>();
    for (String kind : List.of("rolebindings", "clusterrolebindings")) {
      String path =
          KubePath.of(RBAC).part(kind).query("labelSelector", LABEL + "=" + user).toString();
      for (JsonNode item : done(kube.get(own.get(), path), "read " + kind).path("items")) {
        JsonNode metadata = item.path("metadata");
        if (metadata.path("name").asText("").equals(bindingOf(user))) {
          held.put(
              metadata.path("namespace").asText(Grant.EVERYWHERE),
              item.path("roleRef").path("name").asText(""));
        }
      }
    }
    return held;
  }

  private void bind(String user, Grant grant) throws AccountException {
    ObjectNode binding = KubeHttp.JSON.createObjectNode();
    binding.put("apiVersion", ROLE_GROUP + "/v1");
    binding.put("kind", grant.everywhere() ? "ClusterRoleBinding" : "RoleBinding");
    binding.putObject("metadata").put("name", bindingOf(user)).putObject("labels").put(LABEL, user);
    binding
        .putObject("roleRef")
        .put("apiGroup", ROLE_GROUP)
        .put("kind", "ClusterRole")
        .put("name", grant.role().clusterRole());
    binding
        .putArray("subjects")
        .addObject()
        .put("kind", "ServiceAccount")
        .put("name", accountOf(user))
        .put("namespace", namespace);
    String path =
        grant.everywhere()
            ? KubePath.of(RBAC).part("clusterrolebindings").toString()
            : KubePath.of(RBAC).namespaced(grant.namespace()).part("rolebindings").toString();
    KubeAnswer answer = kube.send(own.get(), "POST", path, null, binding);
    if (answer instanceof KubeAnswer.Refused refused && refused.code() == 409) {
      throw new AccountException(
          "there is a binding %s already that is not the console's; delete it first"
              .formatted(bindingOf(user)));
    }
    if (answer instanceof KubeAnswer.Refused refused && refused.code() == 404) {
      throw new AccountException("there is no namespace " + grant.namespace());
    }
    done(answer, "give a role in " + grant.namespace());
  }

  private void unbind(String user, String where) throws AccountException {
    KubePath path = KubePath.of(RBAC);
    String address =
        (where.equals(Grant.EVERYWHERE)
                ? path.part("clusterrolebindings")
                : path.namespaced(where).part("rolebindings"))
            .bindingName(bindingOf(user))
            .toString();
    gone(kube.send(own.get(), "DELETE", address, null, null), "take a role away in " + where);
  }

  private void bringAccount(String user) throws AccountException {
    ObjectNode account = KubeHttp.JSON.createObjectNode();
    account.put("apiVersion", "v1").put("kind", "ServiceAccount");
    account.putObject("metadata").put("name", accountOf(user)).putObject("labels").put(LABEL, user);
    // Nobody runs pods as a user of the console.
    account.put("automountServiceAccountToken", false);
    String path = KubePath.of("/api/v1").namespaced(namespace).part("serviceaccounts").toString();
    KubeAnswer answer = kube.send(own.get(), "POST", path, null, account);
    if (answer instanceof KubeAnswer.Refused refused && refused.code() == 409) {
      requireOurs(user);
      return;
    }
    done(answer, "make the account");
  }

  private void requireOurs(String user) throws AccountException {
    JsonNode there = done(kube.get(own.get(), accountPath(user)), "read the account");
    if (!there.path("metadata").path("labels").path(LABEL).asText("").equals(user)) {
      throw new AccountException(
          "there is a service account %s in %s already that is not the console's; delete it first"
              .formatted(accountOf(user), namespace));
    }
  }

  private void removeAccount(String user) throws AccountException {
    tokens.forget(user);
    KubeAnswer there = kube.get(own.get(), accountPath(user));
    if (there instanceof KubeAnswer.Refused refused && refused.code() == 404) {
      return;
    }
    done(there, "read the account");
    requireOurs(user);
    gone(kube.send(own.get(), "DELETE", accountPath(user), null, null), "delete the account");
    tokens.forget(user);
  }

  private String accountPath(String user) {
    return KubePath.of("/api/v1")
        .namespaced(namespace)
        .part("serviceaccounts")
        .name(accountOf(user))
        .toString();
  }

  private static void gone(KubeAnswer answer, String what) throws AccountException {
    if (!(answer instanceof KubeAnswer.Refused refused && refused.code() == 404)) {
      done(answer, what);
    }
  }

  private static JsonNode done(KubeAnswer answer, String what) throws AccountException {
    return switch (answer) {
      case KubeAnswer.Ok ok -> ok.body();
      case KubeAnswer.Refused refused ->
          throw new AccountException(
              "Kubernetes did not let the console %s: %s".formatted(what, words(refused)));
      case KubeAnswer.Unreachable unreachable ->
          throw new AccountException(
              "the API server does not answer (%s); nothing more was changed"
                  .formatted(unreachable.why()));
    };
  }

  private static @Nullable String words(KubeAnswer.Refused refused) {
    return refused.message().isEmpty() ? "code " + refused.code() : refused.message();
  }
}
