package io.keelson.console.controller.change;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.ConsoleRig;
import io.keelson.console.Visitor;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Users change MyKinds with their own rights; the whole console on a real API server. */
@ExtendWith(ApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UserMyKindsIT {

  private static final String SECRET_CONTENT = "password=do-not-keep-me";

  private final ApiServer api;
  private ConsoleRig rig;
  private Visitor admin;
  private Visitor viewer;
  private Visitor operator;
  private Visitor deleter;

  UserMyKindsIT(ApiServer api) {
    this.api = api;
  }

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    rig = ConsoleRig.on(api, directory);
    admin = rig.admin();
    viewer = rig.user(admin, "vera", "viewer", "blue");
    operator = rig.user(admin, "otto", "operator", "blue");
    deleter = rig.user(admin, "dora", "admin", "blue");
  }

  @AfterAll
  void stop() {
    rig.close();
  }

  @BeforeEach
  void nodes() {
    api.createNode("node1", "10.0.0.1", Map.of(), true);
    api.createNode("node2", "10.0.0.2", Map.of(), true);
    api.createNode("main1", "10.0.0.3", Map.of("node-role.kubernetes.io/control-plane", ""), true);
  }

  @AfterEach
  void clean() {
    api.kubectl("delete", "mykinds", "--all", "-n", "blue").orThrow();
    api.clear();
  }

  // What the browser sends

  private static String[] form(String uid, long generation, String name, String... more) {
    List<String> fields = new ArrayList<>(List.of("do", "preview", "uid", uid));
    fields.addAll(List.of("generation", String.valueOf(generation), "name", name));
    fields.addAll(List.of("namespace", "blue", "api", "/v1/sysctl", "method", "POST"));
    fields.addAll(List.of(more));
    return fields.toArray(String[]::new);
  }

  private HttpResponse<String> edit(Visitor who, String name, String... more) throws Exception {
    JsonNode meta = there(name).path("metadata");
    return who.post(
        "/mykinds/draft",
        form(meta.path("uid").asText(), meta.path("generation").asLong(), name, more));
  }

  private static String hidden(String page, String name) {
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
  private record Previewed(String manifest, String seal, String page, String forecast) {}

  private Previewed previewed(Visitor who, String user, HttpResponse<String> page, String nodes)
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

  private static HttpResponse<String> apply(Visitor who, Previewed previewed, String confirm)
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

  private void make(String name, String value) {
    String yaml = aMyKind().named(name).inNamespace("blue").sysctl("vm.swappiness", value).yaml();
    api.apply(yaml).orThrow();
  }

  private JsonNode there(String name) {
    return api.get("mykinds", "blue", name);
  }

  private String value(String name) {
    return there(name).at("/spec/Http/Parameters/0/Value").asText();
  }

  private boolean exists(String name) {
    return api.kubectl("get", "mykind", name, "-n", "blue", "--ignore-not-found", "-o", "name")
        .orThrow()
        .contains(name);
  }

  /** As the controller writes it. */
  private void answer(String name, String nodes) {
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

  private String audit(String search) throws Exception {
    return admin.get("/audit?search=" + search).body();
  }

  private static void holds(String audit, String... words) {
    assertThat(audit).contains(words);
  }

  @Test
  @DisplayName("W-21, W-22: made after a preview that leaves nothing, kept in history and audit")
  void anOperatorMakesOne() throws Exception {
    operator.get("/mykinds/new");
    Previewed previewed =
        previewed(
            operator,
            "otto",
            operator.post(
                "/mykinds/draft",
                form("", 0, "first", "workers", "node1", "key", "vm.swappiness", "value", "11")),
            "node1");
    assertThat(previewed.forecast()).contains("node1", "60", "11").doesNotContain("id=\"confirm\"");
    assertThat(exists("first")).isFalse();

    HttpResponse<String> applied = apply(operator, previewed, "");
    assertThat(applied.statusCode()).as(applied.body()).isEqualTo(303);
    assertThat(value("first")).isEqualTo("11");
    HttpResponse<String> again = apply(operator, previewed, "");
    assertThat(again.statusCode()).as("pressed twice").isEqualTo(303);
    assertThat(there("first").path("metadata").path("generation").asLong()).isEqualTo(1);
    assertThat(operator.get("/mykinds/blue/first/history").body()).contains("otto");
    holds(audit("blue/first"), "otto", "PREVIEW", "APPLY");
  }

  @Test
  @DisplayName("W-13, W-22: who may only look is told by Kubernetes, and leaves a trace")
  void aViewerChangesNothing() throws Exception {
    make("looked-at", "10");
    assertThat(viewer.get("/mykinds/blue/looked-at/edit").statusCode()).isEqualTo(200);

    HttpResponse<String> denied = edit(viewer, "looked-at", "key", "vm.swappiness", "value", "11");
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body()).contains("Your roles do not allow this", "value=\"11\"");
    JsonNode meta = there("looked-at").path("metadata");
    HttpResponse<String> pause = viewer.post("/mykinds/blue/looked-at/pause", "paused", "true");
    assertThat(pause.statusCode()).isEqualTo(403);
    HttpResponse<String> delete =
        viewer.post(
            "/mykinds/blue/looked-at/delete",
            "policy",
            "Keep",
            "confirm",
            "looked-at",
            "uid",
            meta.path("uid").asText());
    assertThat(delete.statusCode()).isEqualTo(403);

    assertThat(there("looked-at").path("metadata").path("generation").asLong()).isEqualTo(1);
    assertThat(exists("keelson-preview-vera")).isFalse();
    holds(audit("blue/looked-at"), "vera", "PREVIEW", "PAUSE", "DELETE", "DENIED");
  }

  @Test
  @DisplayName("W-21: what touches every node or the control plane is typed")
  void whatIsWideIsTyped() throws Exception {
    make("wide", "10");
    Previewed control =
        previewed(
            operator,
            "otto",
            edit(operator, "wide", "workers", "main1", "key", "vm.swappiness", "value", "11"),
            "main1");
    assertThat(control.forecast()).contains("id=\"confirm\"", "control plane");
    assertThat(apply(operator, control, "").statusCode()).isEqualTo(422);
    assertThat(apply(operator, control, "wid").statusCode()).isEqualTo(422);
    assertThat(value("wide")).isEqualTo("10");

    Previewed all =
        previewed(
            operator,
            "otto",
            edit(operator, "wide", "key", "vm.swappiness", "value", "11"),
            "node1,node2,main1");
    assertThat(all.forecast()).contains("every node");
    assertThat(apply(operator, all, "wide").statusCode()).isEqualTo(303);
    assertThat(value("wide")).isEqualTo("11");
    assertThat(apply(operator, all, "wide").statusCode()).as("pressed twice").isEqualTo(303);
    assertThat(there("wide").path("metadata").path("generation").asLong()).isEqualTo(2);
  }

  @Test
  void onlyWhatWasPreviewedIsApplied() throws Exception {
    make("sealed", "10");
    Previewed previewed =
        previewed(
            operator,
            "otto",
            edit(operator, "sealed", "workers", "node1", "key", "vm.swappiness", "value", "11"),
            "node1");
    Previewed other =
        new Previewed(previewed.manifest().replace("\"11\"", "\"99\""), previewed.seal(), "", "");
    assertThat(other.manifest()).isNotEqualTo(previewed.manifest());
    assertThat(apply(operator, other, "").statusCode()).isEqualTo(409);
    assertThat(apply(deleter, previewed, "").statusCode()).as("another user").isEqualTo(410);
    Previewed made = new Previewed(previewed.manifest(), previewed.seal() + "x", "", "");
    assertThat(apply(operator, made, "").statusCode()).isEqualTo(410);
    assertThat(value("sealed")).isEqualTo("10");
  }

  @Test
  void whoIsOvertakenSeesByWhatAndCanGoOn() throws Exception {
    make("contested", "10");
    Previewed previewed =
        previewed(
            operator,
            "otto",
            edit(operator, "contested", "workers", "node1", "key", "vm.swappiness", "value", "11"),
            "node1");
    // Neither a status nor a label is another spec.
    answer("contested", "node1");
    make("contested", "12");

    HttpResponse<String> late = apply(operator, previewed, "");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("theirs 12, yours 11", "name=\"generation\" value=\"2\"");
    assertThat(value("contested")).isEqualTo("12");
    HttpResponse<String> stale =
        operator.post(
            "/mykinds/draft",
            form(
                there("contested").path("metadata").path("uid").asText(),
                1,
                "contested",
                "key",
                "vm.swappiness",
                "value",
                "11"));
    assertThat(stale.statusCode()).isEqualTo(409);
    Previewed second =
        previewed(
            operator,
            "otto",
            edit(operator, "contested", "workers", "node1", "key", "vm.swappiness", "value", "11"),
            "node1");
    assertThat(apply(operator, second, "").statusCode()).isEqualTo(303);
    assertThat(value("contested")).isEqualTo("11");
  }

  @Test
  void theApiServersWordsAreBesideTheField() throws Exception {
    make("ruled", "10");
    HttpResponse<String> wrong =
        edit(
            operator,
            "ruled",
            "key",
            "vm.swappiness",
            "value",
            "10",
            "key",
            "x".repeat(5_000),
            "value",
            "1");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(Visitor.between(wrong.body(), "id=\"found-1\"", "</div>")).contains("c-wrong");
    assertThat(Visitor.between(wrong.body(), "id=\"found-0\"", "</div>")).doesNotContain("c-wrong");
    HttpResponse<String> port =
        edit(operator, "ruled", "port", "70000", "key", "vm.swappiness", "value", "11");
    assertThat(port.statusCode()).isEqualTo(422);
    assertThat(port.body()).contains("Kubernetes refuses it", "spec.Http.Port");
    operator.get("/mykinds/new");
    HttpResponse<String> rule =
        operator.post(
            "/mykinds/draft",
            "do",
            "preview",
            "uid",
            "",
            "name",
            "new-one",
            "namespace",
            "blue",
            "api",
            "/v1/file",
            "key",
            "/etc/keelson.d/a",
            "source",
            "Secret",
            "sourcename",
            "No_Name",
            "sourcekey",
            "k");
    assertThat(rule.statusCode()).isEqualTo(422);
    assertThat(Visitor.between(rule.body(), "id=\"found-0\"", "</div>"))
        .as("a rule of the schema, in its own words")
        .contains("Name is the name of a Secret");
    assertThat(exists("keelson-preview-otto")).isFalse();
  }

  @Test
  @DisplayName("W-18, W-22: the content of files is in no audit")
  void theAuditHasNoContent() throws Exception {
    operator.get("/mykinds/new");
    HttpResponse<String> page =
        operator.post(
            "/mykinds/draft",
            "do",
            "preview",
            "uid",
            "",
            "generation",
            "0",
            "name",
            "secretive",
            "namespace",
            "blue",
            "api",
            "/v1/file",
            "method",
            "POST",
            "workers",
            "node1",
            "key",
            "/etc/keelson.d/a",
            "value",
            SECRET_CONTENT);
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    previewed(operator, "otto", page, "node1");
    assertThat(audit("secretive")).contains("PREVIEW").doesNotContain("do-not-keep-me");
  }

  @Test
  void aPreviewIsRemovedByWhoMayAndALeftOneIsReplaced() throws Exception {
    make("tried", "10");
    edit(deleter, "tried", "workers", "node1", "key", "vm.swappiness", "value", "11");
    assertThat(there("keelson-preview-dora").path("spec").path("DryRun").asBoolean()).isTrue();
    assertThat(
            there("keelson-preview-dora")
                .at("/metadata/annotations/keelson.io~1preview-of")
                .asText())
        .isEqualTo("tried");
    previewed(
        deleter,
        "dora",
        edit(deleter, "tried", "workers", "node1", "key", "vm.swappiness", "value", "12"),
        "node1");
    assertThat(exists("keelson-preview-dora")).isFalse();
    assertThat(value("tried")).isEqualTo("10");
  }

  @Test
  void pausesAndGoesOnInOnePress() throws Exception {
    make("paused", "10");
    operator.get("/mykinds/blue/paused");
    assertThat(operator.post("/mykinds/blue/paused/pause", "paused", "true").statusCode())
        .isEqualTo(303);
    assertThat(there("paused").at("/spec/Paused").asBoolean()).isTrue();
    assertThat(operator.post("/mykinds/blue/paused/pause", "paused", "false").statusCode())
        .isEqualTo(303);
    assertThat(there("paused").at("/spec/Paused").asBoolean()).isFalse();
  }

  @Test
  void deletesAfterTheChoiceAndTheName() throws Exception {
    make("doomed", "10");
    String uid = there("doomed").path("metadata").path("uid").asText();
    assertThat(deleter.get("/mykinds/blue/doomed/delete").body()).contains(uid);
    String path = "/mykinds/blue/doomed/delete";
    assertThat(deleter.post(path, "uid", uid, "confirm", "doomed").statusCode()).isEqualTo(422);
    assertThat(deleter.post(path, "uid", uid, "policy", "Keep", "confirm", "x").statusCode())
        .isEqualTo(422);
    assertThat(
            deleter
                .post(path, "uid", "another", "policy", "Keep", "confirm", "doomed")
                .statusCode())
        .isEqualTo(409);
    assertThat(operator.post(path, "uid", uid, "policy", "Keep", "confirm", "doomed").statusCode())
        .isEqualTo(403);
    assertThat(there("doomed").at("/spec/DeletionPolicy").asText("Revert"))
        .as("who may not delete leaves no other policy behind")
        .isNotEqualTo("Keep");

    assertThat(deleter.post(path, "uid", uid, "policy", "Keep", "confirm", "doomed").statusCode())
        .isEqualTo(303);
    assertThat(exists("doomed")).isFalse();
    holds(audit("blue/doomed"), "dora", "DELETE", "otto", "DENIED");
  }

  @Test
  void anEarlierSpecComesBackThroughThePreview() throws Exception {
    make("returned", "10");
    Previewed forth =
        previewed(
            operator,
            "otto",
            edit(operator, "returned", "workers", "node1", "key", "vm.swappiness", "value", "11"),
            "node1");
    assertThat(apply(operator, forth, "").statusCode()).isEqualTo(303);
    String history = operator.get("/mykinds/blue/returned/history").body();
    int link = history.lastIndexOf("/edit?revision=");
    assertThat(link).as(history).isPositive();
    String revision = history.substring(link + 15, history.indexOf('"', link));
    HttpResponse<String> page = operator.get("/mykinds/blue/returned/edit?revision=" + revision);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("generation 1", "value=\"10\"");
    make("other", "10");
    assertThat(operator.get("/mykinds/blue/other/edit?revision=" + revision).statusCode())
        .as("of another MyKind")
        .isEqualTo(404);
  }

  @Test
  void formAndYamlSayTheSame() throws Exception {
    operator.get("/mykinds/new");
    HttpResponse<String> yaml =
        operator.post(
            "/mykinds/draft",
            "do",
            "yaml",
            "name",
            "turned",
            "namespace",
            "blue",
            "api",
            "/v1/file",
            "key",
            "/etc/keelson.d/a",
            "value",
            "\r\n<b>x</b>\r\n",
            "mode",
            "0644");
    String text = Visitor.between(yaml.body(), "<textarea", "</textarea>");
    assertThat(text).contains("apiVersion", "&lt;b&gt;", "\"0644\"").doesNotContain("<b>");
    String typed = text.substring(text.indexOf('>') + 2).replace("&lt;", "<").replace("&gt;", ">");
    HttpResponse<String> form = operator.post("/mykinds/draft", "do", "form", "yaml", typed);
    assertThat(Visitor.between(form.body(), "id=\"value0\"", "</textarea>"))
        .as("HTML drops the first of two line breaks")
        .endsWith(">\n\n&lt;b&gt;x&lt;/b&gt;\n");
    HttpResponse<String> stuck =
        operator.post("/mykinds/draft", "do", "form", "yaml", typed.replace("Key:", "Kee:"));
    assertThat(stuck.body()).contains("stays YAML", "Kee:");
  }
}
