package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.controller.enrol.TokenReviewer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Asks the API server about tokens (TokenReview) and pods. For any thread. */
final class Tokens implements TokenReviewer {

  private static final Set<String> ENDED = Set.of("Failed", "Succeeded");

  private final ApiServer server;
  private final String namespace;

  Tokens(ApiServer server, String namespace) {
    this.server = server;
    this.namespace = namespace;
  }

  @Override
  public CompletionStage<Review> review(String token, String audience) {
    Map<String, Object> question =
        Map.of(
            "apiVersion", "authentication.k8s.io/v1",
            "kind", "TokenReview",
            "spec", Map.of("token", token, "audiences", List.of(audience)));
    return server
        .send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "application/json", question)
        .handle(
            (response, fault) -> {
              if (fault != null) {
                return new Review.Unanswered(fault.toString());
              }
              return response.isSuccessful()
                  ? review(Serialization.unmarshal(response.body(), TokenReview.class).getStatus())
                  : new Review.Unanswered("TokenReview was answered with HTTP " + response.code());
            });
  }

  private static Review review(TokenReviewStatus status) {
    if (!Boolean.TRUE.equals(status.getAuthenticated())) {
      return new Review.Unknown(Objects.requireNonNullElse(status.getError(), "not authenticated"));
    }
    return new Review.Known(
        Objects.requireNonNullElse(status.getUser().getUsername(), ""),
        Objects.requireNonNullElse(status.getAudiences(), List.of()),
        Objects.requireNonNullElse(status.getUser().getExtra(), Map.of()));
  }

  @Override
  public CompletionStage<Pod> pod(String name) {
    return server
        .get("/api/v1/namespaces/" + namespace + "/pods/" + name)
        .handle(
            (response, fault) ->
                fault == null ? pod(response) : new Pod.Unanswered(fault.toString()));
  }

  private static Pod pod(HttpResponse<String> response) {
    if (response.code() == 404) {
      return new Pod.Missing();
    }
    if (!response.isSuccessful()) {
      return new Pod.Unanswered("the pod was answered with HTTP " + response.code());
    }
    var pod = Serialization.unmarshal(response.body(), io.fabric8.kubernetes.api.model.Pod.class);
    PodStatus status = pod.getStatus();
    return new Pod.Found(
        Objects.requireNonNullElse(pod.getMetadata().getUid(), ""),
        Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""),
        status != null && ENDED.contains(Objects.requireNonNullElse(status.getPhase(), "")));
  }
}
