package io.keelson.controller.source;

import io.keelson.problem.Problem;
import java.util.Objects;

/** An object in the cluster that values come from. */
public record SourceObject(Kind kind, String namespace, String name) {

  public SourceObject {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
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

  /** As a person calls it. */
  String words() {
    return kind.word() + " \"" + Problem.printable(name) + "\" in namespace " + namespace;
  }
}
