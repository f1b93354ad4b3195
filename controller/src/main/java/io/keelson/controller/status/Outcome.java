package io.keelson.controller.status;

import io.keelson.problem.Problem;
import io.keelson.wire.Change;
import io.keelson.wire.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What came of one MyKind on one node. */
public sealed interface Outcome {

  /** The node has what is asked for, and something had to change for it. */
  record Applied(List<Change> changes, Remarks remarks) implements Outcome {
    public Applied {
      changes = List.copyOf(changes);
      Objects.requireNonNull(remarks, "remarks");
    }

    public Applied(List<Change> changes, List<String> warnings) {
      this(changes, Remarks.warnings(warnings));
    }
  }

  /** The node had it already. */
  record Unchanged(List<Change> changes, Remarks remarks) implements Outcome {
    public Unchanged {
      changes = List.copyOf(changes);
      Objects.requireNonNull(remarks, "remarks");
    }

    public Unchanged(List<Change> changes, List<String> warnings) {
      this(changes, Remarks.warnings(warnings));
    }
  }

  /** What would change. */
  record Planned(List<Change> changes, Remarks remarks) implements Outcome {
    public Planned {
      changes = List.copyOf(changes);
      Objects.requireNonNull(remarks, "remarks");
    }

    public Planned(List<Change> changes, List<String> warnings) {
      this(changes, Remarks.warnings(warnings));
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

  /**
   * The node has back what was there before.
   *
   * @param kept what it has not, and why
   */
  record Reverted(List<Change> changes, List<Problem> kept) implements Outcome {
    public Reverted {
      changes = List.copyOf(changes);
      kept = List.copyOf(kept);
    }
  }

  /** The node stays as it is, for nobody any more. */
  record Kept() implements Outcome {}

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
      case Reverted reverted -> "Reverted";
      case Kept kept -> "Kept";
      case Offline offline -> "Offline";
    };
  }

  /** What a person should know although it worked. */
  default Remarks remarks() {
    return switch (this) {
      case Applied applied -> applied.remarks;
      case Unchanged unchanged -> unchanged.remarks;
      case Planned planned -> planned.remarks;
      case Reverted reverted -> Remarks.kept(reverted.kept);
      case Read read -> Remarks.NONE;
      case Refused refused -> Remarks.NONE;
      case Failed failed -> Remarks.NONE;
      case Conflict conflict -> Remarks.NONE;
      case Kept kept -> Remarks.NONE;
      case Offline offline -> Remarks.NONE;
    };
  }

  /** True when the node holds nothing any more for the MyKind. */
  default boolean isReleased() {
    return this instanceof Reverted || this instanceof Kept;
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
      case Reverted reverted -> true;
      case Kept kept -> true;
      case Offline offline -> false;
    };
  }
}
