package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.service.AccountException;
import io.keelson.console.service.AccountPort;
import io.keelson.console.service.Grant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /**
   * What is there by this name.
   *
   * @param role the role that it gives to the user's account and to nobody else; empty when it was
   *     changed by others
   */
  private record Binding(String where, String role) {}

  @Override
  public void bring(String user, boolean enabled, List<Grant> grants) throws AccountException {
    requireName(user);
    List<Binding> held = bindings(user);
    Map<String, String> wanted =
        (enabled ? grants : List.<Grant>of())
            .stream().collect(Collectors.toMap(Grant::namespace, g -> g.role().clusterRole()));
    Set<String> kept = new HashSet<>();
    for (Binding binding : held) {
      if (binding.role.equals(wanted.get(binding.where))) {
        kept.add(binding.where);
      } else {
        // A binding's role cannot be changed: it goes, and another one comes.
        unbind(user, binding.where);
      }
    }
    if (!enabled) {
      removeAccount(user);
      return;
    }
    bringAccount(user);
    bindAll(user, grants.stream().filter(grant -> !kept.contains(grant.namespace())).toList());
    tokens.forget(user);
  }

  @Override
  public void remove(String user) throws AccountException {
    requireName(user);
    for (Binding binding : bindings(user)) {
      unbind(user, binding.where);
    }
    removeAccount(user);
  }

  /** A label of DNS and no more: it stands in names, in a label and in addresses. */
  private static void requireName(String user) throws AccountException {
    if (user.length() > 63 || !KubePath.isName(user) || user.contains(".")) {
      throw new AccountException("no account can be made for a name such as this");
    }
  }

  /** Where the user has a binding of ours, and what it gives. */
  private List<Binding> bindings(String user) throws AccountException {
    List<Binding> held = new ArrayList<>();
    for (String kind : List.of("rolebindings", "clusterrolebindings")) {
      String path =
          KubePath.of(RBAC).part(kind).query("labelSelector", LABEL + "=" + user).toString();
      for (JsonNode item : done(kube.get(own.get(), path), "read " + kind).path("items")) {
        JsonNode metadata = item.path("metadata");
        if (metadata.path("name").asText("").equals(bindingOf(user))) {
          String where = metadata.path("namespace").asText(Grant.EVERYWHERE);
          held.add(new Binding(where, roleIn(item, user)));
        }
      }
    }
    return held;
  }

  private String roleIn(JsonNode binding, String user) {
    JsonNode subjects = binding.path("subjects");
    JsonNode role = binding.path("roleRef");
    boolean isOurs =
        subjects.size() == 1
            && subjects.path(0).equals(subject(user))
            && role.path("kind").asText("").equals("ClusterRole");
    return isOurs ? role.path("name").asText("") : "";
  }

  private ObjectNode subject(String user) {
    return KubeHttp.JSON
        .createObjectNode()
        .put("kind", "ServiceAccount")
        .put("name", accountOf(user))
        .put("namespace", namespace);
  }

  /** One that fails does not keep the others from being given. */
  private void bindAll(String user, List<Grant> grants) throws AccountException {
    @Nullable AccountException first = null;
    for (Grant grant : grants) {
      try {
        bind(user, grant);
      } catch (AccountException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void bind(String user, Grant grant) throws AccountException {
    if (!grant.everywhere() && !KubePath.isName(grant.namespace())) {
      throw new AccountException("there is no namespace of such a name");
    }
    ObjectNode binding = KubeHttp.JSON.createObjectNode();
    binding.put("apiVersion", ROLE_GROUP + "/v1");
    binding.put("kind", grant.everywhere() ? "ClusterRoleBinding" : "RoleBinding");
    binding.putObject("metadata").put("name", bindingOf(user)).putObject("labels").put(LABEL, user);
    binding
        .putObject("roleRef")
        .put("apiGroup", ROLE_GROUP)
        .put("kind", "ClusterRole")
        .put("name", grant.role().clusterRole());
    binding.putArray("subjects").add(subject(user));
    KubeAnswer answer =
        kube.send(own.get(), "POST", bindingsIn(grant.namespace()).toString(), null, binding);
    if (answer instanceof KubeAnswer.Refused refused && refused.code() == 409) {
      throw new AccountException(
          "there is a binding %s already that is not the console's; delete it first"
              .formatted(bindingOf(user)));
    }
    if (answer instanceof KubeAnswer.Refused refused && refused.code() == 404) {
      throw new AccountException(
          grant.everywhere() || refused.message().contains("clusterroles")
              ? "there is no role " + grant.role().clusterRole() + "; helm upgrade makes it"
              : "there is no namespace " + grant.namespace());
    }
    done(answer, "give a role in " + grant.namespace());
  }

  /** The address of those in a namespace, or of those for all. */
  private static KubePath bindingsIn(String namespace) {
    return namespace.equals(Grant.EVERYWHERE)
        ? KubePath.of(RBAC).part("clusterrolebindings")
        : KubePath.of(RBAC).namespaced(namespace).part("rolebindings");
  }

  private void unbind(String user, String where) throws AccountException {
    String path = bindingsIn(where).bindingName(bindingOf(user)).toString();
    gone(kube.send(own.get(), "DELETE", path, null, null), "take a role away in " + where);
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

  private static String words(KubeAnswer.Refused refused) {
    return refused.message().isEmpty() ? "code " + refused.code() : refused.message();
  }
}
