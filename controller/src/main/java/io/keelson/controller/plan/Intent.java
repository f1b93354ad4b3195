package io.keelson.controller.plan;

import io.keelson.problem.Problem;
import java.util.List;

/** What is decided about one MyKind on one node. */
public sealed interface Intent {

  MyKind kind();

  /**
   * The node is to be asked.
   *
   * @param asker in whose name: another than kind when that tries the other's next spec
   */
  record Call(MyKind kind, Wanted wanted, MyKind asker) implements Intent {

    /** One that speaks for itself. */
    public Call(MyKind kind, Wanted wanted) {
      this(kind, wanted, kind);
    }

    /** The same in another's name. */
    Call inTheNameOf(MyKind other) {
      return new Call(kind, wanted, other);
    }
  }

  /** The spec is wrong for this node; nothing is sent. */
  record Refused(MyKind kind, List<Problem> problems) implements Intent {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /** An older MyKind owns a key on this node and wants another value; nothing is sent. */
  record Conflict(MyKind kind, Problem problem) implements Intent {}

  /** Nothing is sent while the MyKind is paused, whatever would be decided otherwise. */
  record Paused(MyKind kind, Intent otherwise) implements Intent {}
}
