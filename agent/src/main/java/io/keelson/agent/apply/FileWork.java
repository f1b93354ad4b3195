package io.keelson.agent.apply;

import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.Place;
import io.keelson.agent.plan.FilePlan;
import io.keelson.agent.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.ManagedFile;
import io.keelson.wire.Change;
import java.util.ArrayList;
import java.util.List;

/** Looks at each file's place, and lays out the steps. For the host thread. */
record FileWork(FileStore store, Policy policy) {

  Work of(List<ManagedFile> wanted) throws Refusal {
    List<Problem> problems = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      ManagedFile file = wanted.get(i);
      Place place = new Place(file.path(), policy.rootOf(file.path()).orElseThrow());
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

  private Step step(Place place, FilePlan plan) {
    return new MadeStep(
        place.path().text(), () -> store.replace(place, plan.file().content().bytes(), plan.now()));
  }
}
