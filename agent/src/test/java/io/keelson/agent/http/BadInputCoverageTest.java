package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each id of sysctls, host names and files on the list of bad input is sent to a real agent. */
class BadInputCoverageTest {

  private static final String AGENT = "io.keelson.agent.";

  /** Where it takes more than one request on a prepared host: tests over HTTPS of this module. */
  private static final Map<String, String> TESTS =
      Map.ofEntries(
          Map.entry("S-30", "RealNodeIT.isNotReadyAndChangesNothingWhenPid1CannotBeSeen"),
          Map.entry("S-34", "ApplyIT.anOlderOwnerTakesAKeyOver"),
          Map.entry("H-11", "HostnameIT.refusesANameThatTheKubeletWouldTake"),
          Map.entry("H-13", "HostnameIT.saysWhatWillUndoItAtTheNextBoot"),
          Map.entry("H-14", "HostnameIT.refusesChangesThatFollowEachOther"),
          Map.entry("H-15", "RealNodeIT.setsTheNameOfTheNodeOnly"),
          Map.entry("F-19", "RealNodeIT.refusesAFileOnAnotherFileSystemThanItsRoot"),
          Map.entry("F-22", "http.BadInputIT.leavesAFileThatIsMarked"),
          Map.entry("F-32", "ReleaseIT.leavesWhatWasChangedSince"),
          Map.entry("F-33", "ApplyIT.writesFilesOfAnyBytesWithModeAndOwner"),
          Map.entry("F-34", "ApplyIT.showsWhatWouldBecomeOfFilesAndWritesNothing"));

  /** No request to one agent can have it, and why. */
  private static final Map<String, String> NOT_AT_AN_AGENT =
      Map.of(
          "H-09", "an agent knows of no other node: controller NodePlanTest",
          "F-17", "a race below the file store: PathRaceTest, with its own swapping thread",
          "F-28", "an agent gets bytes, never a reference: controller AuthorMayReadIT",
          "F-29", "there are no edits of a part of a file: docs/decisions/0019");

  static Stream<String> ids() {
    return Stream.of(ids("S", 34), ids("H", 15), ids("F", 34)).flatMap(ids -> ids);
  }

  private static Stream<String> ids(String kind, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(i -> "%s-%02d".formatted(kind, i));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void eachIdIsSentOrSaysWhyNot(String id) throws ClassNotFoundException {
    if (BadRequests.rows().anyMatch(row -> row.id().equals(id))) {
      assertThat(NOT_AT_AN_AGENT).doesNotContainKey(id);
    } else if (TESTS.containsKey(id)) {
      exists(TESTS.get(id));
    } else {
      assertThat(NOT_AT_AN_AGENT).containsKey(id);
    }
  }

  private static void exists(String test) throws ClassNotFoundException {
    int dot = test.lastIndexOf('.');
    Class<?> type = Class.forName(AGENT + test.substring(0, dot));
    assertThat(Arrays.stream(type.getDeclaredMethods()))
        .as(test)
        .anyMatch(
            method ->
                method.getName().equals(test.substring(dot + 1))
                    && (method.isAnnotationPresent(Test.class)
                        || method.isAnnotationPresent(ParameterizedTest.class)));
  }
}
