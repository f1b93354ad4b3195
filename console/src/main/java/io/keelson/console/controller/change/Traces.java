package io.keelson.console.controller.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.controller.Visit;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.service.Audit;
import io.keelson.console.service.AuditRow;
import io.keelson.console.service.Seals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Leaves a trace of each change, done or denied; of specs only checksums. */
record Traces(Audit audit) {

  void leave(
      Visit visit,
      String action,
      String namespace,
      String name,
      @Nullable JsonNode before,
      @Nullable JsonNode after,
      KubeAnswer answer,
      String detail) {
    audit.record(
        new AuditRow(
            null,
            Instant.EPOCH,
            visit.user().name(),
            visit.from(),
            action,
            "mykind " + namespace + "/" + name,
            before == null ? null : Seals.checksum(before.toString()),
            after == null ? null : Seals.checksum(after.toString()),
            result(answer),
            answer instanceof KubeAnswer.Refused refused
                ? "code " + refused.code() + " " + refused.reason()
                : detail));
  }

  private static String result(KubeAnswer answer) {
    return switch (answer) {
      case KubeAnswer.Ok ok -> Audit.OK;
      case KubeAnswer.Refused refused ->
          refused.code() == 401 || refused.code() == 403
              ? Audit.DENIED
              : refused.code() < 500 ? Audit.REFUSED : Audit.FAILED;
      case KubeAnswer.Unreachable unreachable -> Audit.FAILED;
    };
  }
}
