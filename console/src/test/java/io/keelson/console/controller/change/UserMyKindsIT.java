package io.keelson.console.controller.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.ConsoleRig;
import io.keelson.console.Visitor;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
  private final Changes blue;
  private ConsoleRig rig;
  private Visitor admin;
  private Visitor viewer;
  private Visitor operator;
  private Visitor deleter;

  UserMyKindsIT(ApiServer api) {
    this.api = api;
    this.blue = new Changes(api);
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
    Changes.Previewed previewed =
        blue.previewed(
            operator,
            "otto",
            operator.post(
                "/mykinds/draft",
                Changes.form(
                    "", 0, "first", "workers", "node1", "key", "vm.swappiness", "value", "11")),
            "node1");
    assertThat(previewed.forecast()).contains("node1", "60", "11").doesNotContain("id=\"confirm\"");
    assertThat(blue.exists("first")).isFalse();

    HttpResponse<String> applied = Changes.apply(operator, previewed, "");
    assertThat(applied.statusCode()).as(applied.body()).isEqualTo(303);
    assertThat(blue.value("first")).isEqualTo("11");
    HttpResponse<String> again = Changes.apply(operator, previewed, "");
    assertThat(again.statusCode()).as("pressed twice").isEqualTo(303);
    assertThat(blue.there("first").path("metadata").path("generation").asLong()).isEqualTo(1);
    assertThat(operator.get("/mykinds/blue/first/history").body()).contains("otto");
    holds(audit("blue/first"), "otto", "PREVIEW", "APPLY");
  }

  @Test
  @DisplayName("W-13, W-22: who may only look is told by Kubernetes, and leaves a trace")
  void aViewerChangesNothing() throws Exception {
    blue.make("looked-at", "10");
    assertThat(viewer.get("/mykinds/blue/looked-at/edit").statusCode()).isEqualTo(200);

    HttpResponse<String> denied =
        blue.edit(viewer, "looked-at", "key", "vm.swappiness", "value", "11");
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body()).contains("Your roles do not allow this", "value=\"11\"");
    JsonNode meta = blue.there("looked-at").path("metadata");
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

    assertThat(blue.there("looked-at").path("metadata").path("generation").asLong()).isEqualTo(1);
    assertThat(blue.exists("keelson-preview-vera")).isFalse();
    holds(audit("blue/looked-at"), "vera", "PREVIEW", "PAUSE", "DELETE", "DENIED");
  }

  @Test
  @DisplayName("W-21: what touches every node or the control plane is typed")
  void whatIsWideIsTyped() throws Exception {
    blue.make("wide", "10");
    Changes.Previewed control =
        blue.previewed(
            operator,
            "otto",
            blue.edit(operator, "wide", "workers", "main1", "key", "vm.swappiness", "value", "11"),
            "main1");
    assertThat(control.forecast()).contains("id=\"confirm\"", "control plane");
    assertThat(Changes.apply(operator, control, "").statusCode()).isEqualTo(422);
    assertThat(Changes.apply(operator, control, "wid").statusCode()).isEqualTo(422);
    assertThat(blue.value("wide")).isEqualTo("10");

    Changes.Previewed all =
        blue.previewed(
            operator,
            "otto",
            blue.edit(operator, "wide", "key", "vm.swappiness", "value", "11"),
            "node1,node2,main1");
    assertThat(all.forecast()).contains("every node");
    assertThat(Changes.apply(operator, all, "wide").statusCode()).isEqualTo(303);
    assertThat(blue.value("wide")).isEqualTo("11");
    assertThat(Changes.apply(operator, all, "wide").statusCode())
        .as("pressed twice")
        .isEqualTo(303);
    assertThat(blue.there("wide").path("metadata").path("generation").asLong()).isEqualTo(2);
  }

  @Test
  void onlyWhatWasPreviewedIsApplied() throws Exception {
    blue.make("sealed", "10");
    Changes.Previewed previewed = blue.previewed(operator, "otto", "sealed", "11");
    Changes.Previewed other =
        new Changes.Previewed(
            previewed.manifest().replace("\"11\"", "\"99\""), previewed.seal(), "", "");
    assertThat(other.manifest()).isNotEqualTo(previewed.manifest());
    assertThat(Changes.apply(operator, other, "").statusCode()).isEqualTo(409);
    assertThat(Changes.apply(deleter, previewed, "").statusCode())
        .as("another user")
        .isEqualTo(410);
    Changes.Previewed made =
        new Changes.Previewed(previewed.manifest(), previewed.seal() + "x", "", "");
    assertThat(Changes.apply(operator, made, "").statusCode()).isEqualTo(410);
    assertThat(blue.value("sealed")).isEqualTo("10");
  }

  @Test
  void whoIsOvertakenSeesByWhatAndCanGoOn() throws Exception {
    blue.make("contested", "10");
    Changes.Previewed previewed = blue.previewed(operator, "otto", "contested", "11");
    // Neither a status nor a label is another spec.
    blue.answer("contested", "node1");
    blue.make("contested", "12");

    HttpResponse<String> late = Changes.apply(operator, previewed, "");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("theirs 12, yours 11", "name=\"generation\" value=\"2\"");
    assertThat(blue.value("contested")).isEqualTo("12");
    HttpResponse<String> stale =
        operator.post(
            "/mykinds/draft",
            Changes.form(
                blue.there("contested").path("metadata").path("uid").asText(),
                1,
                "contested",
                "key",
                "vm.swappiness",
                "value",
                "11"));
    assertThat(stale.statusCode()).isEqualTo(409);
    Changes.Previewed second = blue.previewed(operator, "otto", "contested", "11");
    assertThat(Changes.apply(operator, second, "").statusCode()).isEqualTo(303);
    assertThat(blue.value("contested")).isEqualTo("11");
  }

  @Test
  void theApiServersWordsAreBesideTheField() throws Exception {
    blue.make("ruled", "10");
    HttpResponse<String> wrong =
        blue.edit(
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
        blue.edit(operator, "ruled", "port", "70000", "key", "vm.swappiness", "value", "11");
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
    assertThat(blue.exists("keelson-preview-otto")).isFalse();
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
    blue.previewed(operator, "otto", page, "node1");
    assertThat(audit("secretive")).contains("PREVIEW").doesNotContain("do-not-keep-me");
  }

  @Test
  void aPreviewIsRemovedByWhoMayAndALeftOneIsReplaced() throws Exception {
    blue.make("tried", "10");
    blue.edit(deleter, "tried", "workers", "node1", "key", "vm.swappiness", "value", "11");
    assertThat(blue.there("keelson-preview-dora").path("spec").path("DryRun").asBoolean()).isTrue();
    assertThat(
            blue.there("keelson-preview-dora")
                .at("/metadata/annotations/keelson.io~1preview-of")
                .asText())
        .isEqualTo("tried");
    blue.previewed(deleter, "dora", "tried", "12");
    assertThat(blue.exists("keelson-preview-dora")).isFalse();
    assertThat(blue.value("tried")).isEqualTo("10");
  }

  @Test
  void pausesAndGoesOnInOnePress() throws Exception {
    blue.make("paused", "10");
    operator.get("/mykinds/blue/paused");
    assertThat(operator.post("/mykinds/blue/paused/pause", "paused", "true").statusCode())
        .isEqualTo(303);
    assertThat(blue.there("paused").at("/spec/Paused").asBoolean()).isTrue();
    assertThat(operator.post("/mykinds/blue/paused/pause", "paused", "false").statusCode())
        .isEqualTo(303);
    assertThat(blue.there("paused").at("/spec/Paused").asBoolean()).isFalse();
  }

  @Test
  void deletesAfterTheChoiceAndTheName() throws Exception {
    blue.make("doomed", "10");
    String uid = blue.there("doomed").path("metadata").path("uid").asText();
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
    assertThat(blue.there("doomed").at("/spec/DeletionPolicy").asText("Revert"))
        .as("who may not delete leaves no other policy behind")
        .isNotEqualTo("Keep");

    assertThat(deleter.post(path, "uid", uid, "policy", "Keep", "confirm", "doomed").statusCode())
        .isEqualTo(303);
    assertThat(blue.exists("doomed")).isFalse();
    holds(audit("blue/doomed"), "dora", "DELETE", "otto", "DENIED");
  }

  @Test
  void anEarlierSpecComesBackThroughThePreview() throws Exception {
    blue.make("returned", "10");
    Changes.Previewed forth = blue.previewed(operator, "otto", "returned", "11");
    assertThat(Changes.apply(operator, forth, "").statusCode()).isEqualTo(303);
    String history = operator.get("/mykinds/blue/returned/history").body();
    int link = history.lastIndexOf("/edit?revision=");
    assertThat(link).as(history).isPositive();
    String revision = history.substring(link + 15, history.indexOf('"', link));
    HttpResponse<String> page = operator.get("/mykinds/blue/returned/edit?revision=" + revision);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("generation 1", "value=\"10\"");
    blue.make("other", "10");
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
