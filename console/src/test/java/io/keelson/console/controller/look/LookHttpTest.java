package io.keelson.console.controller.look;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.console.controller.look.LookRig.Reader;
import io.keelson.console.service.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages over HTTPS, against an API server that decides by namespace. */
final class LookHttpTest {

  private static final String GOOD =
      """
      spec: {Http: {Api: /v1/sysctl}}
      status: {State: SUCCESS, Msg: 2 nodes applied, Nodes: {Target: 2, Applied: 2}, Results: [{Nodes: "node[1-2]", Outcome: Applied}]}
      """;
  private static final String BAD =
      """
      spec: {Http: {Api: /v1/file}}
      status: {State: ERROR, Msg: 1 failed, Nodes: {Target: 1, Failed: 1}, Results: [{Nodes: node2, Outcome: Failed, Problems: [{Key: /etc/x, Code: c, Message: it broke}]}]}
      """;

  private FakeApi api;
  private LookRig rig;
  private Reader eve;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    api = new FakeApi();
    rig = LookRig.withoutAccounts(api.address(), directory);
    api.put("default", "good", GOOD);
    api.put("team", "bad", BAD);
    api.node("node1", "status: {conditions: [{type: Ready, status: 'True'}]}");
    api.node("node2", "status: {conditions: [{type: Ready, status: 'False'}]}");
    api.allow("eve", "*");
    eve = rig.login("eve", Role.VIEWER, "*");
  }

  @AfterEach
  void stop() {
    rig.close();
    api.close();
  }

  @Test
  void overviewTellsWhatFails() throws Exception {
    HttpResponse<String> page = rig.get(eve, "/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("/mykinds/team/bad", "1 failed", "1 Not ready", "1 Ready");
  }

  @Test
  void listIsFilteredSortedAndComesAsAPart() throws Exception {
    assertThat(rig.get(eve, "/mykinds").body()).contains("/default/good", "/team/bad", "<html");
    assertThat(rig.get(eve, "/mykinds?state=error").body())
        .contains("/mykinds/team/bad")
        .doesNotContain("/mykinds/default/good");
    HttpResponse<String> part = rig.get(eve, "/mykinds?node=node1", "HX-Request", "true");
    assertThat(part.body())
        .contains("/mykinds/default/good")
        .doesNotContain("/mykinds/team/bad", "<html");
    assertThat(rig.get(eve, "/mykinds?q=nosuch").body()).contains("No MyKind fits");
  }

  @Test
  void pageOfOneTellsResultsNodesEventsAndYaml() throws Exception {
    HttpResponse<String> page = rig.get(eve, "/mykinds/team/bad");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("it broke", "/nodes/node2", "an event", "apiVersion".substring(3), "/v1/file");
    assertThat(rig.get(eve, "/mykinds/team/bad?node=node7", "HX-Request", "true").body())
        .contains("No node of this name");
  }

  @Test
  void nodePageTellsWhoSetWhat() throws Exception {
    assertThat(rig.get(eve, "/nodes").body()).contains("node1", "node2");
    assertThat(rig.get(eve, "/nodes?state=notready").body())
        .contains("/nodes/node2")
        .doesNotContain("/nodes/node1");
    assertThat(rig.get(eve, "/nodes/node2").body()).contains("/mykinds/team/bad", "it broke");
    assertThat(rig.get(eve, "/nodes/node9").statusCode()).isEqualTo(404);
  }

  @Test
  void historyTellsAuthorsAndDifferences() throws Exception {
    Instant now = Instant.parse("2026-12-01T08:00:00Z");
    rig.history.keep("default", "good", "uid-of-good", 1, "adam", now, "{\"Paused\":true}");
    rig.history.keep("default", "good", "uid-of-good", 2, "eve", now, "{\"Paused\":false}");

    HttpResponse<String> page = rig.get(eve, "/mykinds/default/good/history");

    assertThat(page.body()).contains("by adam", "by eve", "<code>Paused</code>", "edit?revision=");
  }

  @Test
  void otherNamespacesAreOfNoConcernToWhoHasOne() throws Exception {
    api.allow("tom", "team");
    Reader tom = rig.login("tom", Role.VIEWER, "team");

    assertThat(rig.get(tom, "/mykinds").body())
        .contains("/mykinds/team/bad")
        .doesNotContain("/mykinds/default/good");
    HttpResponse<String> refused = rig.get(tom, "/mykinds/default/good");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Your roles do not allow this").doesNotContain("2 nodes");
    assertThat(rig.get(tom, "/mykinds/default/good/history").statusCode()).isEqualTo(403);
  }

  @Test
  void namespaceThatKubernetesRefusesIsToldBesideTheOthers() throws Exception {
    api.allow("tom", "team");
    Reader tom = rig.login("tom", Role.VIEWER, "default", "team");

    assertThat(rig.get(tom, "/mykinds").body())
        .contains("/mykinds/team/bad", "Your roles do not allow this")
        .doesNotContain("/mykinds/default/good");
  }

  @Test
  void whoHasNoRoleIsToldSo() throws Exception {
    Reader nobody = rig.login("nobody", Role.VIEWER);

    assertThat(rig.get(nobody, "/mykinds").body()).contains("You have no role in any namespace");
    assertThat(rig.get(nobody, "/").body()).contains("You have no role in any namespace");
  }

  @Test
  void clusterThatDoesNotAnswerIsToldInWords() throws Exception {
    rig.get(eve, "/mykinds");
    api.close();

    for (String path : List.of("/", "/mykinds", "/mykinds/team/bad", "/nodes", "/nodes/node1")) {
      assertThat(rig.get(eve, path).body())
          .as(path)
          .contains("The Kubernetes API server")
          .doesNotContain("Exception", "at io.", "Nothing has failed", "no MyKinds yet");
    }
    assertThat(rig.get(eve, "/nodes").statusCode()).isEqualTo(502);
  }

  @Test
  void whatIsNotThereIsToldInWords() throws Exception {
    HttpResponse<String> page = rig.get(eve, "/mykinds/default/nosuch");

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("not in the cluster");
    assertThat(rig.get(eve, "/mykinds/default/..%2F..%2Fnodes").statusCode()).isIn(400, 404);
  }

  @Test
  void nothingThatAnObjectSaysIsMarkup() throws Exception {
    api.put(
        "default",
        "evil",
        "status: {State: ERROR, Msg: '<script>alert(1)</script>', Results: [{Nodes: '<script>', Outcome: Failed}]}");

    for (String path : List.of("/", "/mykinds", "/mykinds/default/evil", "/nodes/node1")) {
      assertThat(rig.get(eve, path).body()).as(path).doesNotContain("<script>");
    }
  }

  @Test
  void listHearsOfAChange() throws Exception {
    try (Events events = rig.events(eve, "/events/mykinds")) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.header("Content-Type")).startsWith("text/event-stream");
      assertThat(events.header("Cache-Control")).isEqualTo("no-store");
      events.await("list", 10);
      api.put("default", "good", BAD.replace("it broke", "<script>"));

      Events.Event row = events.await("mk-default_good", 10);

      assertThat(row.data()).contains("<tr", "Error", "1 failed").doesNotContain("<script>");
      api.put("default", "another", GOOD);
      events.await("list", 10);
    }
  }

  @Test
  void pageOfOneHearsOfChangesAndOfItsEnd() throws Exception {
    try (Events events = rig.events(eve, "/events/mykinds/default/good?version=1")) {
      assertThat(events.await("standing", 10).data()).contains("Success");
      api.put("team", "bad", GOOD);
      api.put("default", "good", BAD);
      assertThat(events.await("standing", 10).data()).contains("Error");
      assertThat(events.await("results", 10).data()).contains("it broke");
      api.remove("default", "good");
      assertThat(events.await("over", 10).data()).contains("was deleted");
      events.awaitEnd(10);
    }
    await().atMost(10, SECONDS).until(() -> rig.streams() == 0);
  }

  @Test
  void nobodyHearsOfWhatTheyMayNotRead() throws Exception {
    api.allow("tom", "team");
    Reader tom = rig.login("tom", Role.VIEWER, "team");

    try (Events toms = rig.events(tom, "/events/mykinds");
        Events eves = rig.events(eve, "/events/mykinds")) {
      toms.await("list", 10);
      eves.await("list", 10);
      api.put("default", "good", BAD);
      eves.await("mk-default_good", 10);
      api.put("team", "bad", GOOD);
      toms.await("mk-team_bad", 10);
      assertThat(toms.count("mk-default_good")).isZero();
    }
  }

  @Test
  void streamEndsWithTheSession() throws Exception {
    try (Events events = rig.events(eve, "/events/mykinds")) {
      events.await("list", 10);
      rig.logout(eve);
      assertThat(events.await("over", 2).data()).contains("/login");
      events.awaitEnd(2);
    }
    assertThat(rig.get(eve, "/events/mykinds").statusCode()).isEqualTo(303);
  }

  @Test
  void otherSitesAndStrangersHearNothing() throws Exception {
    assertThat(rig.get(eve, "/events/mykinds", "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(rig.get(eve, "/events/mykinds", "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    Reader stranger = new Reader("A".repeat(43), eve.session());
    assertThat(rig.get(stranger, "/events/mykinds").statusCode()).isEqualTo(303);
    assertThat(rig.streams()).isZero();
  }

  @Test
  void ninthStreamIsRefusedAndAQuickClickThroughPagesIsNot() throws Exception {
    List<Events> open = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      open.add(rig.events(eve, "/events/mykinds"));
    }
    assertThat(open).allMatch(events -> events.status() == 200);
    try (Events ninth = rig.events(eve, "/events/mykinds")) {
      assertThat(ninth.status()).isEqualTo(429);
    }
    open.forEach(Events::close);
    for (int i = 0; i < 20; i++) {
      try (Events next = rig.events(eve, "/events/mykinds/default/good")) {
        assertThat(next.status()).as("page " + i).isEqualTo(200);
      }
    }
    await().atMost(Duration.ofSeconds(40)).until(() -> rig.streams() == 0);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              // The fake finds out by writing that nobody listens.
              api.put("default", "good", GOOD);
              return api.watches() == 0;
            });
  }
}
