package io.keelson.console.controller.change;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.Visitor;
import io.keelson.testing.kube.ApiServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** What a browser sends to change a MyKind of the namespace blue, and what then is there. */
record Changes(ApiServer api) {

  // What the browser sends

  static String[] form(String uid, long generation, String name, String... more) {
    List<String> fields = new ArrayList<>(List.of("do", "preview", "uid", uid));
    fields.addAll(List.of("generation", String.valueOf(generation), "name", name));
    fields.addAll(List.of("namespace", "blue", "api", "/v1/sysctl", "method", "POST"));
    fields.addAll(List.of(more));
    return fields.toArray(String[]::new);
  }

  HttpResponse<String> edit(Visitor who, String name, String... more) throws Exception {
    JsonNode meta = there(name).path("metadata");
    return who.post(
        "/mykinds/draft",
        form(meta.path("uid").asText(), meta.path("generation").asLong(), name, more));
  }

  static String hidden(String page, String name) {
    String before = "name=\"" + name + "\" value=\"";
    int start = page.indexOf(before);
    assertThat(start).as(name + " in " + page).isNotNegative();
    start += before.length();
    return page.substring(start, page.indexOf('"', start))
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  /** What was previewed, and what lets it be applied. */
  record Previewed(String manifest, String seal, String page, String forecast) {}

  Previewed previewed(Visitor who, String user, HttpResponse<String> page, String nodes)
      throws Exception {
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    String ticket = hidden(page.body(), "ticket");
    assertThat(who.post("/mykinds/preview", "ticket", ticket).body()).contains("hx-post");
    answer("keelson-preview-" + user, nodes);
    HttpResponse<String> forecast = who.post("/mykinds/preview", "ticket", ticket);
    assertThat(forecast.statusCode()).as(forecast.body()).isEqualTo(200);
    return new Previewed(
        hidden(page.body(), "manifest"),
        hidden(forecast.body(), "seal"),
        page.body(),
        forecast.body());
  }

  /** Another value on node1. */
  Previewed previewed(Visitor who, String user, String name, String value) throws Exception {
    return previewed(
        who,
        user,
        edit(who, name, "workers", "node1", "key", "vm.swappiness", "value", value),
        "node1");
  }

  static HttpResponse<String> apply(Visitor who, Previewed previewed, String confirm)
      throws Exception {
    return who.post(
        "/mykinds/apply",
        "manifest",
        previewed.manifest(),
        "seal",
        previewed.seal(),
        "confirm",
        confirm);
  }

  // What is in the cluster

  void make(String name, String value) {
    String yaml = aMyKind().named(name).inNamespace("blue").sysctl("vm.swappiness", value).yaml();
    api.apply(yaml).orThrow();
  }

  JsonNode there(String name) {
    return api.get("mykinds", "blue", name);
  }

  String value(String name) {
    return there(name).at("/spec/Http/Parameters/0/Value").asText();
  }

  boolean exists(String name) {
    return api.kubectl("get", "mykind", name, "-n", "blue", "--ignore-not-found", "-o", "name")
        .orThrow()
        .contains(name);
  }

  /** As the controller writes it. */
  void answer(String name, String nodes) {
    long generation = there(name).path("metadata").path("generation").asLong();
    String patch =
        """
        {"status": {"State": "SUCCESS", "Msg": "would change", "observedGeneration": %d,
          "Nodes": {"Target": %d, "Applied": 1, "Failed": 0, "Offline": 0, "Drifted": 0},
          "Results": [{"Nodes": "%s", "Outcome": "Applied",
            "Changes": [{"Key": "vm.swappiness", "Was": "60", "Now": "11"}]}]}}
        """
            .formatted(generation, nodes.split(",").length, nodes);
    api.kubectl(
            "patch",
            "mykind",
            name,
            "-n",
            "blue",
            "--subresource=status",
            "--type=merge",
            "-p",
            patch)
        .orThrow();
  }
}
