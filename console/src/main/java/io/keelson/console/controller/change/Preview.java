package io.keelson.console.controller.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.form.Manifests;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.kube.UserCluster;
import io.keelson.console.service.User;

/**
 * The MyKind that tries another's next spec: a dry run of the user's own, one in each namespace.
 * Who may not delete leaves it behind, paused.
 */
final class Preview {

  private static final String PREFIX = "keelson-preview-";
  private static final String OF = "keelson.io/preview-of";
  private static final int TRIES = 4;

  private final UserCluster cluster;
  private final String namespace;
  private final String name;

  Preview(UserCluster cluster, String namespace, User user) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.name = PREFIX + user.name();
  }

  /**
   * Starts it; whatever an earlier one left is overwritten.
   *
   * @return the object as it is now, or why there is none
   */
  KubeAnswer start(JsonNode manifest) {
    KubeAnswer answer = cluster.create(namespace, object(manifest), false);
    for (int tried = 0; tried < TRIES && isConflict(answer); tried++) {
      if (!(cluster.myKind(namespace, name) instanceof KubeAnswer.Ok there)) {
        answer = cluster.create(namespace, object(manifest), false);
        continue;
      }
      ObjectNode other = Manifests.onto(there.body(), object(manifest));
      // Always another generation: an answer about the earlier one must not pass for one about
      // this.
      boolean kept = there.body().path("spec").path("DeletionPolicy").asText("").equals("Keep");
      ((ObjectNode) other.get("spec")).put("DeletionPolicy", kept ? "Revert" : "Keep");
      answer = cluster.replace(namespace, name, other, false);
    }
    return answer;
  }

  private ObjectNode object(JsonNode manifest) {
    ObjectNode object = manifest.deepCopy();
    ObjectNode meta = object.putObject("metadata");
    meta.put("name", name).put("namespace", namespace);
    meta.putObject("annotations").put(OF, Desired.name(manifest));
    ObjectNode spec = (ObjectNode) object.get("spec");
    spec.put("DryRun", true).put("Paused", false);
    return object;
  }

  private static boolean isConflict(KubeAnswer answer) {
    return answer instanceof KubeAnswer.Refused refused && refused.code() == 409;
  }

  /** What it says now. */
  KubeAnswer look() {
    return cluster.myKind(namespace, name);
  }

  /** Takes it away, or parks it for who may not delete; that it fails harms nothing. */
  void end() {
    KubeAnswer gone = cluster.delete(namespace, name, null, null);
    if (gone instanceof KubeAnswer.Refused refused && refused.code() == 403) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("spec").put("Paused", true);
      cluster.patch(namespace, name, patch);
    }
  }
}
