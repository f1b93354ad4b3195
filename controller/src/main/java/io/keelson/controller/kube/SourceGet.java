package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.keelson.controller.source.Content;
import io.keelson.controller.source.SourceObject;
import io.keelson.controller.source.SourceReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets a ConfigMap or Secret by its name. Nothing that it read is ever in a message. */
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
  public CompletionStage<Map<String, Content>> read(SourceObject object, Set<String> keys) {
    if (!ObjectName.isOne(object.name())) {
      return CompletableFuture.completedFuture(each(keys, key -> new Content.NoObject()));
    }
    return server
        .get(path(object))
        .handle(
            (response, fault) ->
                each(
                    keys,
                    fault == null
                        ? content(object, response)
                        : key -> new Content.Unread("the API server does not answer")));
  }

  private static Map<String, Content> each(Set<String> keys, Function<String, Content> content) {
    return keys.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), content));
  }

  private static String path(SourceObject object) {
    String plural =
        switch (object.kind()) {
          case CONFIG_MAP -> "configmaps";
          case SECRET -> "secrets";
        };
    return "/api/v1/namespaces/" + object.namespace() + "/" + plural + "/" + object.name();
  }

  /** What it says of a key. */
  private static Function<String, Content> content(
      SourceObject object, HttpResponse<String> response) {
    return switch (response.code()) {
      case NOT_FOUND -> key -> new Content.NoObject();
      case Rights.FORBIDDEN -> key -> new Content.Forbidden();
      default ->
          response.code() < 300
              ? content(object, response.body())
              : key -> new Content.Unread("the API server answers " + response.code());
    };
  }

  private static Function<String, Content> content(SourceObject object, String body) {
    try {
      return switch (object.kind()) {
        case CONFIG_MAP -> {
          ConfigMap map = SERIALIZATION.unmarshal(body, ConfigMap.class);
          yield key -> content(entry(map, key));
        }
        case SECRET -> {
          Map<String, String> data = SERIALIZATION.unmarshal(body, Secret.class).getData();
          yield key -> content(entry(data, key));
        }
      };
    } catch (RuntimeException e) {
      // Its message may quote the body.
      LOG.warn(
          "{} {}/{}: the answer is no such object",
          object.kind().word(),
          object.namespace(),
          object.name());
      return key -> new Content.Unread("the API server's answer is no " + object.kind().word());
    }
  }

  private static Content content(@Nullable String base64) {
    if (base64 == null) {
      return new Content.NoKey();
    }
    return base64.length() > MOST_BASE64 ? new Content.TooLarge() : new Content.Bytes(base64);
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
