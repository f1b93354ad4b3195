package io.keelson.controller.status;

import io.keelson.problem.Problem;
import io.keelson.wire.Change;
import io.keelson.wire.Reading;
import java.time.Instant;
import java.util.List;

/** What came of one MyKind on one node. */
public sealed interface Outcome {

  /** The node has what is asked for, and something had to change for it. */
  record Applied(List<Change> changes, List<String> warnings) implements Outcome {
    public Applied {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }
  }

  /** The node had it already. */
  record Unchanged(List<Change> changes, List<String> warnings) implements Outcome {
    public Unchanged {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }
  }

  /** What would change. */
  record Planned(List<Change> changes, List<String> warnings) implements Outcome {
    public Planned {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }
  }

  /** What the node has. */
  record Read(List<Reading.Value> values) implements Outcome {
    public Read {
      values = List.copyOf(values);
    }

    /** False when some key could not be read. */
    public boolean isWhole() {
      return values.stream().allMatch(value -> value.code() == null);
    }
  }

  /** The spec asks for something that must not or cannot be: final until the spec changes. */
  record Refused(List<Problem> problems) implements Outcome {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /** It went wrong; it is tried again. */
  record Failed(List<Problem> problems) implements Outcome {
    public Failed {
      problems = List.copyOf(problems);
    }

    public static Failed of(Problem problem) {
      return new Failed(List.of(problem));
    }
  }

  /** Somebody else owns a key and wants another value. */
  record Conflict(List<Problem> problems) implements Outcome {
    public Conflict {
      problems = List.copyOf(problems);
    }
  }

  /** The node or its agent does not answer. */
  record Offline(Instant since, String why) implements Outcome {}

  /** The word in the status. */
  default String word() {
    return switch (this) {
      case Applied applied -> "Applied";
      case Unchanged unchanged -> "Unchanged";
      case Planned planned -> "Planned";
      case Read read -> read.isWhole() ? "Read" : "Failed";
      case Refused refused -> "Refused";
      case Failed failed -> "Failed";
      case Conflict conflict -> "Conflict";
      case Offline offline -> "Offline";
    };
  }

  /** True when the node has what is asked for. */
  default boolean isGood() {
    return switch (this) {
      case Applied applied -> true;
      case Unchanged unchanged -> true;
      case Planned planned -> true;
      case Read read -> read.isWhole();
      case Refused refused -> false;
      case Failed failed -> false;
      case Conflict conflict -> false;
      case Offline offline -> false;
    };
  }
}
