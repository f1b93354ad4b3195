package io.keelson.controller.source;

import io.keelson.problem.Problem;
import java.util.Objects;

/**
 * An entry of an object in the cluster.
 *
 * @param name of the object
 * @param key of the entry in it
 */
public record Source(Kind kind, String namespace, String name, String key) {

  public Source {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(key, "key");
  }

  /** What kind of object it is. */
  public enum Kind {
    CONFIG_MAP("ConfigMap"),
    SECRET("Secret");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As Kubernetes calls it. */
    public String word() {
      return word;
    }
  }

  /** The object as a person calls it. */
  String object() {
    return kind.word() + " \"" + Problem.printable(name) + "\" in namespace " + namespace;
  }
}
