package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.keelson.controller.depart.Finalizers;
import io.keelson.testing.FakeAgent;
import io.keelson.testing.kube.ApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What the finalizer costs before the first change: from the API server's answer to a new MyKind
 * until the agent of its node is called, once when the controller must put the finalizer on it, and
 * once when it was made with one. Prints a table; is no test.
 */
final class FinalizerBench {

  private static final int WARM = 10;
  private static final long LOOK_NANOS = Duration.ofNanos(20_000).toNanos();
  private static final YAMLMapper YAML = new YAMLMapper();

  private final ApiServer api;
  private final Rig rig;
  private final HttpClient http;

  private FinalizerBench(ApiServer api, Rig rig) throws Exception {
    this.api = api;
    this.rig = rig;
    this.http =
        HttpClient.newBuilder()
            .sslContext(api.admin().sslContext())
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** The only argument is how many of each, 50 unless given. */
  public static void main(String[] arguments) throws Exception {
    int each = arguments.length == 0 ? 50 : Integer.parseInt(arguments[0]);
    try (ApiServer api = ApiServer.start();
        Rig rig = Rig.on(api)) {
      Rig.eventually(
          () -> {
            if (!rig.ops("/readyz").contains("ok")) {
              throw new AssertionError("not ready");
            }
          });
      new FinalizerBench(api, rig).run(each);
    }
    System.exit(0);
  }

  private void run(int each) throws Exception {
    List<Long> without = new ArrayList<>();
    List<Long> with = new ArrayList<>();
    for (int i = 0; i < WARM + each; i++) {
      long put = measure("put-" + i, false);
      long there = measure("there-" + i, true);
      if (i >= WARM) {
        without.add(put);
        with.add(there);
      }
    }
    System.out.println("accepted -> first call    p50       p90       max (" + each + " each)");
    System.out.println("finalizer is put on       " + row(without));
    System.out.println("finalizer is there        " + row(with));
  }

  private static String row(List<Long> nanos) {
    Collections.sort(nanos);
    return "%6.1f ms %6.1f ms %6.1f ms"
        .formatted(
            millis(nanos.get(nanos.size() / 2)),
            millis(nanos.get(nanos.size() * 9 / 10)),
            millis(nanos.getLast()));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private long measure(String name, boolean guarded) throws IOException, InterruptedException {
    FakeAgent agent = rig.agent("node1");
    int before = agent.requests().size();
    HttpRequest create = create(name, guarded);
    HttpResponse<String> answer = http.send(create, BodyHandlers.ofString());
    long accepted = System.nanoTime();
    if (answer.statusCode() != 201) {
      throw new IOException(answer.body());
    }
    while (agent.requests().size() == before) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    long called = System.nanoTime() - accepted;
    rig.await(name, one -> one.isSuccess());
    return called;
  }

  private HttpRequest create(String name, boolean guarded) throws IOException {
    String path = "/etc/keelson.d/" + name;
    JsonNode object = YAML.readTree(aMyKind().named(name).onNodes("node1").file(path, "x").yaml());
    if (guarded) {
      ((ObjectNode) object.path("metadata")).putArray("finalizers").add(Finalizers.NAME);
    }
    return HttpRequest.newBuilder(
            URI.create(api.url() + "/apis/apps.mydomain.com/v1alpha1/namespaces/default/mykinds"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(object.toString()))
        .build();
  }
}
