package io.keelson.console.controller.look;

import io.keelson.console.controller.Visit;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.kube.Listed;
import io.keelson.console.view.MyKindView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The MyKinds that a user may see, of every namespace given to the user.
 *
 * @param version of the list, when there was just one
 * @param troubles namespaces that could not be read
 */
record Gathered(List<MyKindView> views, Optional<String> version, List<Trouble> troubles) {

  Gathered {
    views = List.copyOf(views);
    troubles = List.copyOf(troubles);
  }

  static Gathered of(Visit visit, String namespace) {
    List<Optional<String>> scopes = Scopes.of(visit.user(), namespace);
    List<MyKindView> views = new ArrayList<>();
    List<Trouble> troubles = new ArrayList<>();
    Optional<String> version = Optional.empty();
    for (Optional<String> scope : scopes) {
      switch (visit.cluster().myKinds(scope.orElse(null), MyKindView::of)) {
        case Listed.All<MyKindView> all -> {
          all.items().stream().filter(view -> !view.row().isPreview()).forEach(views::add);
          version = scopes.size() == 1 ? Optional.of(all.resourceVersion()) : Optional.empty();
        }
        case Listed.Failed<MyKindView> failed -> {
          troubles.add(Trouble.of(visit.texts(), scope.orElse(""), failed.why()));
          if (failed.why() instanceof KubeAnswer.Unreachable) {
            // The others would not be reached either, and each takes its time.
            return new Gathered(views, Optional.empty(), troubles);
          }
        }
      }
    }
    if (scopes.isEmpty()) {
      troubles.add(Trouble.noRole(visit.texts()));
    }
    return new Gathered(views, version, troubles);
  }

  /** Whether nothing could be read at all: an empty list would say that there is nothing. */
  boolean isBlind() {
    return views.isEmpty() && !troubles.isEmpty();
  }

  /** Namespaces to choose from. */
  List<String> namespaces(Visit visit) {
    List<Optional<String>> scopes = Scopes.of(visit.user());
    return scopes.contains(Optional.<String>empty())
        ? views.stream().map(view -> view.row().namespace()).distinct().sorted().toList()
        : scopes.stream().flatMap(Optional::stream).toList();
  }
}
