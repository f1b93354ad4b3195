package io.keelson.console.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a list of MyKinds is ordered by; equal ones by namespace and name. */
public enum Sort {
  NAME(Comparator.comparing(MyKindRow::name, NaturalOrder.NAMES)),
  NAMESPACE(Comparator.comparing(MyKindRow::namespace, NaturalOrder.NAMES)),
  STATE(Comparator.comparing(MyKindRow::state)),
  API(Comparator.comparing(MyKindRow::api)),
  TARGETS(Comparator.comparing(row -> row.counts().target())),
  APPLIED(Comparator.comparing(row -> row.counts().applied())),
  FAILED(Comparator.comparing(row -> row.counts().failed())),
  OFFLINE(Comparator.comparing(row -> row.counts().offline())),
  DRIFTED(Comparator.comparing(row -> row.counts().drifted())),
  CHANGED(Comparator.comparing(row -> orNever(row.changed()))),
  AGE(Comparator.comparing(row -> orNever(row.created()), Comparator.reverseOrder()));

  private static final Comparator<MyKindRow> NAMES =
      Comparator.comparing(MyKindRow::namespace, NaturalOrder.NAMES)
          .thenComparing(MyKindRow::name, NaturalOrder.NAMES);

  private final Comparator<MyKindRow> order;

  Sort(Comparator<MyKindRow> order) {
    this.order = order;
  }

  private static Instant orNever(@Nullable Instant time) {
    return time == null ? Instant.EPOCH : time;
  }

  /** Of the word in a link; STATE, failures first, for any other. */
  public static Sort of(String word) {
    for (Sort one : values()) {
      if (one.word().equals(word)) {
        return one;
      }
    }
    return STATE;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Comparator<MyKindRow> order(boolean descending) {
    return (descending ? order.reversed() : order).thenComparing(NAMES);
  }
}
