package io.keelson.testing.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The CRD of the chart in this checkout. */
final class MyKindCrd {

  static final String PATH = "/apis/apps.mydomain.com/v1alpha1/mykinds";
  private static final String TEMPLATE = "charts/keelson/templates/crds/mykinds.yaml";

  private MyKindCrd() {}

  static String path(String namespace) {
    return "/apis/apps.mydomain.com/v1alpha1/namespaces/" + namespace + "/mykinds";
  }

  /** Without Helm: template actions stand alone on their lines in this file. */
  static String yaml() {
    try (var lines = Files.lines(template())) {
      return lines.filter(line -> !line.contains("{{")).collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path template() {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      if (Files.exists(up.resolve(TEMPLATE))) {
        return up.resolve(TEMPLATE);
      }
    }
    throw new IllegalStateException("no " + TEMPLATE + ": run the tests inside a checkout");
  }
}
