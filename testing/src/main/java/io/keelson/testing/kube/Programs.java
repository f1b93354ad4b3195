package io.keelson.testing.kube;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the programs of Kubernetes are: {@code KUBEBUILDER_ASSETS} first, then the sandbox's. */
public final class Programs {

  private Programs() {}

  /**
   * The path of a program.
   *
   * @throws IllegalStateException naming the remedy when it is nowhere
   */
  public static String path(String name) {
    return Stream.concat(
            Stream.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).map(Path::of),
            Stream.of(sandboxHome().resolve("bin")))
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no program "
                        + name
                        + ": call sandbox/build, or let KUBEBUILDER_ASSETS name a"
                        + " folder that has etcd, kube-apiserver and kubectl"));
  }

  /** {@code $SANDBOX_HOME}, or where the sandbox is without that. */
  public static Path sandboxHome() {
    return Optional.ofNullable(System.getenv("SANDBOX_HOME"))
        .map(Path::of)
        .orElseGet(Programs::defaultHome);
  }

  private static Path defaultHome() {
    String cache = System.getenv("XDG_CACHE_HOME");
    String home =
        Objects.requireNonNullElse(System.getenv("HOME"), System.getProperty("user.home"));
    return (cache == null ? Path.of(home, ".cache") : Path.of(cache)).resolve("keelson-sandbox");
  }
}
