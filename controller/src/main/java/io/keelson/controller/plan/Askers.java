package io.keelson.controller.plan;

import io.keelson.controller.plan.Wanted.Mode;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In whose name each MyKind asks. A dry run may try the next spec of another MyKind of its
 * namespace: then what that one holds is no conflict, and whoever is older than that one wins.
 */
final class Askers {

  /** By the uid of the preview; empty when there is none, as nearly always. */
  private final Map<String, MyKind> byPreview;

  private Askers(Map<String, MyKind> byPreview) {
    this.byPreview = byPreview;
  }

  static Askers of(Collection<Declaration> declarations) {
    List<Declaration> previews = declarations.stream().filter(Askers::isPreview).toList();
    if (previews.isEmpty()) {
      return new Askers(Map.of());
    }
    Map<String, MyKind> byTitle = new HashMap<>();
    for (Declaration one : declarations) {
      if (!isPreview(one) && !(one instanceof Declaration.Leaving)) {
        byTitle.put(one.kind().title(), one.kind());
      }
    }
    Map<String, MyKind> byPreview = new HashMap<>();
    for (Declaration preview : previews) {
      MyKind kind = preview.kind();
      MyKind meant = byTitle.get(kind.owner().namespace() + "/" + kind.previewOf());
      if (meant != null) {
        byPreview.put(kind.uid(), meant);
      }
    }
    return new Askers(Map.copyOf(byPreview));
  }

  /** Only what changes nothing may speak for another. */
  private static boolean isPreview(Declaration one) {
    return !one.kind().previewOf().isEmpty()
        && one instanceof Declaration.Valid valid
        && valid.mode() == Mode.DRY_RUN;
  }

  MyKind askerOf(Declaration declaration) {
    return byPreview.getOrDefault(declaration.kind().uid(), declaration.kind());
  }

  /**
   * The oldest first; a preview before the one that it speaks for, which has claimed nothing yet.
   */
  static List<Declaration> inOrder(Collection<Declaration> declarations) {
    Askers askers = of(declarations);
    return declarations.stream()
        .sorted(
            Comparator.comparing(askers::askerOf, MyKind.OLDEST_FIRST)
                .thenComparing(one -> askers.askerOf(one) == one.kind()))
        .toList();
  }
}
