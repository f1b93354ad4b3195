package io.keelson.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.AgentProcess.Site;
import io.keelson.setting.Parameter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged agent, on a node with a real kernel behind it, is killed by strace at the entry of a
 * system call that changes something, or that call fails. Then another one starts: all is as before
 * the call or all as after it. Some of these calls, or with {@code -Dkeelson.strace=all} ({@code
 * make crash}) each one. {@code KillTest} does the same to the agent's own way to the kernel, for
 * more kinds of calls.
 */
class StraceIT {

  private static final boolean ALL = "all".equals(System.getProperty("keelson.strace"));
  private static final int KILLS = 3;
  private static final int ERRORS = 2;
  private static final int MOST_TRIES = 6;
  private static final Map<String, Integer> TRIED = new TreeMap<>();
  private static final Map<Scenario, Course> COURSES = new EnumMap<>(Scenario.class);

  @TempDir static Path work;
  private static Site site;

  private enum Scenario {
    SYSCTL {
      @Override
      HttpResponse<String> call(CrashNode node) throws IOException {
        return node.apply(
            "/v1/sysctl",
            2,
            Parameter.of("net.ipv4.tcp_fin_timeout", "33"),
            Parameter.of("net.ipv4.tcp_keepalive_time", "7100"));
      }
    },
    HOSTNAME {
      @Override
      HttpResponse<String> call(CrashNode node) throws IOException {
        return node.apply("/v1/hostname", 2, Parameter.of("hostname", "node8"));
      }
    },
    FILE {
      @Override
      HttpResponse<String> call(CrashNode node) throws IOException {
        return node.apply("/v1/file", 2, file("a", "new a"), file("n", "new n"));
      }
    },
    ABSENT {
      @Override
      HttpResponse<String> call(CrashNode node) throws IOException {
        return node.apply("/v1/file", 2, Parameter.absent("/etc/keelson.d/a"), file("b", "new b"));
      }
    },
    RELEASE {
      @Override
      void before(CrashNode node) throws IOException {
        for (Scenario each : List.of(SYSCTL, HOSTNAME, ABSENT)) {
          assertThat(each.call(node).statusCode()).isEqualTo(200);
        }
      }

      @Override
      HttpResponse<String> call(CrashNode node) throws IOException {
        return node.release();
      }
    };

    void before(CrashNode node) throws IOException {}

    abstract HttpResponse<String> call(CrashNode node) throws IOException;

    private static Parameter file(String name, String content) {
      return new Parameter("/etc/keelson.d/" + name, content, "0640", 7L, 8L, null);
    }
  }

  /** What a call makes of a fresh node, and on which way. */
  private record Course(String before, String after, List<Point> points) {

    /** How many files were opened up to the last change. */
    int opened() {
      return points.stream()
          .filter(point -> point.name().equals("openat"))
          .mapToInt(Point::number)
          .max()
          .orElseThrow();
    }
  }

  /** One try at a point; false when a look at what is held came in between and was hit instead. */
  private interface Try {
    boolean at(Point point) throws Exception;
  }

  private static void atEach(List<Point> points, String kind, Try one) throws Exception {
    for (Point point : points) {
      int tries = 1;
      while (!one.at(point)) {
        assertThat(tries++).as("tries to hit %s", point).isLessThan(MOST_TRIES);
      }
      TRIED.merge(kind, 1, Integer::sum);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    site = Site.in(work);
    Files.writeString(work.resolve("policy.json"), CrashNode.POLICY);
    CrashNode.train(site);
  }

  @AfterAll
  static void stop() {
    TRIED.forEach((kind, points) -> System.out.println("points tried, " + kind + ": " + points));
    site.close();
  }

  private static CrashNode node(Scenario scenario) throws IOException {
    CrashNode node = CrashNode.start(site);
    scenario.before(node);
    return node;
  }

  private static Course course(Scenario scenario) throws Exception {
    Course known = COURSES.get(scenario);
    if (known == null) {
      known = observe(scenario);
      if (scenario == Scenario.RELEASE) {
        // What is held is looked at meanwhile: without that, fewer files are opened.
        Course other = observe(scenario);
        known = other.opened() < known.opened() ? other : known;
      }
      COURSES.put(scenario, known);
    }
    return known;
  }

  private static Course observe(Scenario scenario) throws Exception {
    try (CrashNode node = node(scenario)) {
      String before = node.state();
      Strace strace = Strace.watch(work, node.agent().hostThread());
      try (strace) {
        isOk(scenario.call(node));
      }
      String after = node.state();
      assertThat(after).isNotEqualTo(before);
      return new Course(before, after, strace.points());
    }
  }

  private static void isOk(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static List<Point> chosen(Course course, int most) {
    return ALL ? course.points() : Point.sample(course.points(), most);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("N-01: kill -9 of the agent at each system call that changes something")
  void allOrNothingWhenTheAgentIsKilled(Scenario scenario) throws Exception {
    Course course = course(scenario);
    atEach(
        chosen(course, KILLS),
        "kill -9, " + scenario,
        point -> {
          try (CrashNode node = node(scenario)) {
            return killed(node, scenario, course, point);
          }
        });
  }

  private static boolean killed(CrashNode node, Scenario scenario, Course course, Point point)
      throws Exception {
    Strace strace = Strace.killAt(work, node.agent().hostThread(), point);
    try (strace) {
      scenario.call(node);
    } catch (IOException noAnswer) {
      // As it shall be, or the answer was just ready.
    }
    assertThat(node.agent().hasEnded()).as("killed at %s", point).isTrue();
    node.startAgain();
    isOldOrNew(node.state(), course, "killed at " + point);
    node.isClean();
    isOk(scenario.call(node));
    assertThat(node.state()).as("again after %s", point).isEqualTo(course.after());
    return strace.points().size() == course.points().indexOf(point) + 1;
  }

  private static void isOldOrNew(String state, Course course, String when) {
    assertThat(state.equals(course.before()) || state.equals(course.after()))
        .as("%s:%n%s%nneither%n%s%nnor%n%s", when, state, course.before(), course.after())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("N-03, N-04, N-05: no room, no quota, I/O error, read-only, by the kernel's answer")
  void allOrNothingWhenTheKernelFails(Scenario scenario) throws Exception {
    Course course = course(scenario);
    atEach(
        chosen(course, ERRORS),
        "errors, " + scenario,
        point -> {
          try (CrashNode node = node(scenario)) {
            return failed(node, scenario, course, point);
          }
        });
  }

  private static boolean failed(CrashNode node, Scenario scenario, Course course, Point point)
      throws Exception {
    String errno = point.errno(course.points().indexOf(point));
    Strace strace = Strace.failAt(work, node.agent().hostThread(), point, errno);
    HttpResponse<String> answer;
    try (strace) {
      answer = scenario.call(node);
    }
    if (strace.points().stream().noneMatch(Point::failedOnPurpose)) {
      return false;
    }
    boolean done = answer.statusCode() == 200;
    String when = "%s at %s, answered %s".formatted(errno, point, answer.body());
    assertThat(answer.statusCode()).as(when).isIn(200, 500, 503, 507);
    assertThat(node.state()).as(when).isEqualTo(done ? course.after() : course.before());
    if (done || scenario == Scenario.HOSTNAME) {
      // What could not be removed goes with the next start, and so does the pace of names.
      node.startAgain();
    }
    node.isClean();
    isOk(scenario.call(node));
    assertThat(node.state()).as("again after " + when).isEqualTo(course.after());
    return true;
  }
}
