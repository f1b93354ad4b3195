package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ApiServerExtension.class)
final class OwnSecretIT {

  private final ApiServer api;
  @TempDir Path directory;
  private Installed installed;
  private OwnSecret secret;

  OwnSecretIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void install() throws Exception {
    installed = Installed.in(api, directory);
    secret = installed.secret();
    secret.update(data -> new java.util.HashMap<>());
  }

  @Test
  void holdsTheFirstPasswordUntilItIsRemoved() throws Exception {
    secret.update(
        data -> {
          data.put("tls.crt", new byte[] {1});
          return data;
        });
    secret.put("correct horse");

    assertThat(
            api.kubectl(
                    "get",
                    "secret",
                    "keelson-console",
                    "-n",
                    Installed.RELEASE,
                    "-o",
                    "go-template={{index .data \"first-password\" | base64decode}}")
                .orThrow())
        .isEqualTo("correct horse");

    secret.remove();
    assertThat(secret.read()).containsOnlyKeys("tls.crt");
    secret.remove();
  }

  @Test
  void nothingIsLostWhenManyChangeIt() throws Exception {
    List<Callable<Object>> all =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    (Callable<Object>)
                        () ->
                            installed
                                .secret()
                                .update(
                                    data -> {
                                      data.put("k" + i, "v".getBytes(StandardCharsets.UTF_8));
                                      return data;
                                    }))
            .toList();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var done : threads.invokeAll(all)) {
        done.get();
      }
    }

    assertThat(secret.read()).containsOnlyKeys("k0", "k1", "k2", "k3");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    OwnSecret other =
        new OwnSecret(installed.http(), installed.own(), Installed.RELEASE, "of-others");
    assertThatThrownBy(other::read)
        .hasMessageContaining("of-others")
        .hasMessageContaining("cannot get");
    api.kubectl("delete", "secret", "keelson-console", "-n", Installed.RELEASE).orThrow();
    assertThatThrownBy(secret::read).hasMessageContaining("it is not there");
  }
}
