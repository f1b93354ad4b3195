package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.keelson.controller.source.Content;
import io.keelson.controller.source.Source;
import io.keelson.controller.source.SourceReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets one ConfigMap or Secret by its name. Nothing that it read is ever in a message. */
final class SourceGet implements SourceReader {

  private static final Logger LOG = LoggerFactory.getLogger(SourceGet.class);
  private static final int NOT_FOUND = 404;

  /** That of 512 KiB, the largest file: more is not kept in memory. */
  private static final int MOST_BASE64 = 4 * ((512 * 1024 + 2) / 3);

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final ApiServer server;

  SourceGet(ApiServer server) {
    this.server = server;
  }

  @Override
  public CompletionStage<Content> read(Source source) {
    if (!ObjectName.isOne(source.name())) {
      return CompletableFuture.completedFuture(new Content.NoObject());
    }
    return server
        .get(path(source))
        .handle(
            (response, fault) ->
                fault == null
                    ? content(source, response)
                    : new Content.Unread("the API server does not answer"));
  }

  private static String path(Source source) {
    String plural =
        switch (source.kind()) {
          case CONFIG_MAP -> "configmaps";
          case SECRET -> "secrets";
        };
    return "/api/v1/namespaces/" + source.namespace() + "/" + plural + "/" + source.name();
  }

  private static Content content(Source source, HttpResponse<String> response) {
    return switch (response.code()) {
      case NOT_FOUND -> new Content.NoObject();
      case Rights.FORBIDDEN -> new Content.Forbidden();
      default ->
          response.code() < 300
              ? content(source, response.body())
              : new Content.Unread("the API server answers " + response.code());
    };
  }

  private static Content content(Source source, String body) {
    try {
      String base64 =
          switch (source.kind()) {
            case CONFIG_MAP -> entry(SERIALIZATION.unmarshal(body, ConfigMap.class), source.key());
            case SECRET ->
                entry(SERIALIZATION.unmarshal(body, Secret.class).getData(), source.key());
          };
      if (base64 == null) {
        return new Content.NoKey();
      }
      return base64.length() > MOST_BASE64 ? new Content.TooLarge() : new Content.Bytes(base64);
    } catch (RuntimeException e) {
      // Its message may quote the body.
      LOG.warn(
          "{} {}/{}: the answer is no such object",
          source.kind().word(),
          source.namespace(),
          source.name());
      return new Content.Unread("the API server's answer is no " + source.kind().word());
    }
  }

  private static @Nullable String entry(ConfigMap map, String key) {
    String text = entry(map.getData(), key);
    return text == null
        ? entry(map.getBinaryData(), key)
        : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String entry(@Nullable Map<String, String> entries, String key) {
    return entries == null ? null : entries.get(key);
  }
}
