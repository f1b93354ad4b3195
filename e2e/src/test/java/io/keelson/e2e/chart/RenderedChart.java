package io.keelson.e2e.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the chart makes of some values without a cluster: its objects. */
record RenderedChart(List<HasMetadata> objects) {

  static final String NAMESPACE = "keelson-system";

  /** What {@link #withHooks} calls the annotation that says when. */
  static final String HOOK = "test/hook";

  /**
   * Renders all but the console for a Kubernetes that is in use now. Values are YAML, as in a file
   * given with -f.
   */
  static RenderedChart of(String values) {
    return of(values, "1.34.0");
  }

  /** The same with the console, as it is by default. */
  static RenderedChart whole(String values) {
    return of(Checkout.path("charts/keelson"), values, "1.34.0", true);
  }

  static RenderedChart of(String values, String kubeVersion) {
    return of(Checkout.path("charts/keelson"), values, kubeVersion);
  }

  /**
   * With what Helm makes only when it uninstalls, which the library does not render: so it is made
   * of a copy of the chart that calls the annotation by another name.
   */
  static RenderedChart withHooks(String values) {
    try {
      Path copy = Files.createTempDirectory("chart");
      try {
        copy(Checkout.path("charts/keelson"), copy);
        Path hook = copy.resolve("templates/uninstall/hook.yaml");
        Files.writeString(hook, Files.readString(hook).replace("helm.sh/hook: ", HOOK + ": "));
        return of(copy, values, "1.34.0");
      } finally {
        delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path one : all(from)) {
      Path target = to.resolve(from.relativize(one).toString());
      if (Files.isDirectory(one)) {
        Files.createDirectories(target);
      } else {
        Files.copy(one, target);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    for (Path one : all(directory).reversed()) {
      Files.delete(one);
    }
  }

  /** Directories before what is in them. */
  private static List<Path> all(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.toList();
    }
  }

  private static RenderedChart of(Path chart, String values, String kubeVersion) {
    return of(chart, values, kubeVersion, false);
  }

  private static RenderedChart of(Path chart, String values, String kubeVersion, boolean console) {
    String manifest =
        withFile(
            values,
            file ->
                new Helm(chart)
                    .template()
                    .withName("keelson")
                    .withNamespace(NAMESPACE)
                    .withKubeVersion(kubeVersion)
                    .withValuesFile(file)
                    .set("console.enabled", console)
                    .call());
    return new RenderedChart(
        Arrays.stream(manifest.split("(?m)^---$"))
            .filter(document -> document.contains("kind:"))
            .map(document -> (HasMetadata) Serialization.unmarshal(document, HasMetadata.class))
            .toList());
  }

  /** What Helm prints after an installation: here one that is not carried out. */
  static String report(String values) {
    return withFile(
        values,
        file ->
            new Helm(Checkout.path("charts/keelson"))
                .install()
                .clientOnly()
                .dryRun()
                .withDryRunOption(DryRun.CLIENT)
                .withName("keelson")
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.34.0")
                .withValuesFile(file)
                .call()
                .getOutput());
  }

  private static String withFile(String content, Function<Path, String> use) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, content);
        return use.apply(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T extends HasMetadata> T only(Class<T> kind) {
    List<T> found = all(kind);
    if (found.size() != 1) {
      throw new AssertionError("one " + kind.getSimpleName() + " expected, found " + found.size());
    }
    return found.getFirst();
  }

  <T extends HasMetadata> T named(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
  }

  Secret secret(String name) {
    return named(Secret.class, name);
  }

  boolean has(Class<? extends HasMetadata> kind) {
    return !all(kind).isEmpty();
  }

  CustomResourceDefinition crd() {
    return only(CustomResourceDefinition.class);
  }

  DaemonSet agents() {
    return only(DaemonSet.class);
  }

  PodSpec agentPod() {
    return agents().getSpec().getTemplate().getSpec();
  }

  Container agent() {
    return agentPod().getContainers().getFirst();
  }

  PodSpec controllerPod() {
    return only(Deployment.class).getSpec().getTemplate().getSpec();
  }

  Container controller() {
    return controllerPod().getContainers().getFirst();
  }

  /** The value of a plain environment variable. */
  static String env(Container container, String name) {
    return container.getEnv().stream()
        .filter(variable -> variable.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no variable " + name));
  }
}
