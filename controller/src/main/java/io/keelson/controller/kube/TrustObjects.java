package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.keelson.controller.trust.TrustStore;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Secret and the ConfigMap of the authority. For any thread. */
public final class TrustObjects implements TrustStore, AutoCloseable {

  public static final String SECRET = "keelson-ca";
  public static final String BUNDLE = "keelson-trust";
  public static final String WAITING_FOR = "keelson.io/waiting-for";

  private static final Logger LOG = LoggerFactory.getLogger(TrustObjects.class);

  private final String server;
  private final Resource<Secret> secret;
  private final Resource<ConfigMap> bundle;
  private final @Nullable Resource<Secret> source;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  /**
   * The objects of a namespace.
   *
   * @param source name of the Secret that the authority comes from; empty for none
   */
  TrustObjects(KubernetesClient client, String namespace, String source) {
    this.server = client.getConfiguration().getMasterUrl();
    this.secret = client.secrets().inNamespace(namespace).withName(SECRET);
    this.bundle = client.configMaps().inNamespace(namespace).withName(BUNDLE);
    this.source =
        source.isEmpty() ? null : client.secrets().inNamespace(namespace).withName(source);
  }

  @Override
  public Snapshot read() throws IOException {
    try {
      // The ConfigMap first: what is derived from the Secret is then never older than its version.
      ConfigMap published = bundle.get();
      Secret kept = secret.get();
      Secret from = source == null ? null : source.get();
      return new Snapshot(
          kept == null ? null : new Kept(decoded(kept), kept.getMetadata().getResourceVersion()),
          published == null ? null : published(published),
          from == null ? null : decoded(from));
    } catch (KubernetesClientException e) {
      throw fault(e);
    }
  }

  private IOException fault(KubernetesClientException e) {
    // Otherwise it has answered, with an HTTP status.
    return e.getCode() <= 0
        ? new IOException("cannot reach the API server at " + server + ": " + e.getMessage(), e)
        : new IOException("the API server refuses: " + reason(e), e);
  }

  /** Without the whole answer, which the client's message repeats. */
  private static @Nullable String reason(KubernetesClientException e) {
    return e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
  }

  private static Published published(ConfigMap map) {
    Map<String, String> annotations = map.getMetadata().getAnnotations();
    return new Published(
        Objects.requireNonNullElse(map.getData(), Map.of()),
        annotations == null ? "" : annotations.getOrDefault(WAITING_FOR, ""),
        map.getMetadata().getResourceVersion());
  }

  private static Map<String, String> decoded(Secret secret) {
    Map<String, String> text = new HashMap<>();
    Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
        .forEach(
            (key, value) ->
                text.put(
                    key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    return text;
  }

  @Override
  public boolean keep(Kept next) throws IOException {
    Map<String, String> data = new HashMap<>();
    next.data()
        .forEach(
            (key, value) ->
                data.put(
                    key,
                    Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return updated(secret, next.version(), object -> object.setData(data));
  }

  @Override
  public boolean publish(Published next) throws IOException {
    return updated(
        bundle,
        next.version(),
        object -> {
          object.setData(next.data());
          Map<String, String> annotations =
              new HashMap<>(
                  Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of()));
          annotations.remove(WAITING_FOR);
          if (!next.waitingFor().isEmpty()) {
            annotations.put(WAITING_FOR, next.waitingFor());
          }
          object.getMetadata().setAnnotations(annotations);
        });
  }

  private interface Edit<T> {
    void of(T object);
  }

  /** An update with everything in the object that is not ours, such as Helm's labels. */
  private <T extends HasMetadata> boolean updated(
      Resource<T> resource, String version, Edit<T> edit) throws IOException {
    try {
      T object = resource.get();
      if (object == null || !object.getMetadata().getResourceVersion().equals(version)) {
        return false;
      }
      edit.of(object);
      resource.lockResourceVersion(version).replace(object);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw fault(e);
    }
  }

  @Override
  public void watch(Runnable changed) {
    follow(secret, changed);
    follow(bundle, changed);
    if (source != null) {
      follow(source, changed);
    }
  }

  private <T extends HasMetadata> void follow(Resource<T> resource, Runnable changed) {
    SharedIndexInformer<T> informer = resource.runnableInformer(0);
    informer.addEventHandler(new Told<>(object -> changed.run(), object -> changed.run()));
    informer.exceptionHandler(
        (started, fault) -> {
          LOG.debug("watching is interrupted, will be tried again: {}", fault.toString());
          return true;
        });
    informer.start();
    informers.add(informer);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
    LOG.debug("the authority is not watched any more");
  }
}
