package io.keelson.agent.apply;

import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.Place;
import io.keelson.agent.plan.FilePlan;
import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.ManagedFile;
import io.keelson.wire.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at each file's place, and lays out the steps. For the host thread. */
record FileWork(FileStore store, Supplier<Policy> policy) {

  Work of(List<ManagedFile> wanted) throws Refusal {
    List<Problem> problems = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      ManagedFile file = wanted.get(i);
      Optional<Place> allowed = place(file, i, problems);
      if (allowed.isEmpty()) {
        continue;
      }
      Place place = allowed.get();
      Refusal.collect(
          problems,
          i,
          () -> {
            FilePlan plan = FilePlan.of(file, store.observe(place));
            store.checkReplaceable(place);
            changes.add(plan.change());
            if (plan.change().changed()) {
              steps.add(step(place, plan));
            }
          });
    }
    Refusal.throwIfAny(problems);
    return new Work(changes, steps, List.of());
  }

  /** The policy may have changed since the request was admitted. */
  private Optional<Place> place(ManagedFile file, int parameter, List<Problem> problems) {
    Policy now = policy.get();
    now.checkRead(file.path())
        .ifPresent(
            problem ->
                problems.add(
                    new Problem(
                        problem.code(),
                        "parameters[" + parameter + "].key",
                        problem.key(),
                        problem.message())));
    return now.rootOf(file.path()).map(root -> new Place(file.path(), root));
  }

  private Step step(Place place, FilePlan plan) {
    return new MadeStep(
        place.path().text(), () -> store.replace(place, plan.file().content().bytes(), plan.now()));
  }
}
