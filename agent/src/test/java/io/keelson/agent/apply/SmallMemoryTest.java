package io.keelson.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.AgentJvm;
import io.keelson.testing.HostDirectory;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest that an agent lets in, in the memory that it has. */
class SmallMemoryTest {

  @TempDir private Path root;
  @TempDir private Path work;

  @BeforeEach
  void host() throws Exception {
    HostDirectory.in(root).directory("/etc/app").directory("/etc/made");
  }

  private String run(String program) throws Exception {
    return AgentJvm.run(SmallMemory.class, work, root.toString(), program);
  }

  @Test
  @DisplayName("N-03, F-26: keys without end are refused while what is kept still fits")
  void refusesWhatWouldNotFitBeforeItIsThere() throws Exception {
    assertThat(run("keys")).contains("RECORD_FULL");
    assertThat(run("again")).as("the next start").contains("well");
  }

  @Test
  void refusesHoldersWithoutEnd() throws Exception {
    assertThat(run("holders")).contains("RECORD_FULL");
    assertThat(run("again")).as("the next start").contains("well");
  }

  @Test
  @DisplayName("F-26: a file of any size is told as too large")
  void leavesALargeFileAlone() throws Exception {
    Path file = root.resolve("etc/app/large");
    Files.createFile(file);
    for (long size : new long[] {2097153, 9 << 20, 3L << 30}) {
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(size);
      }
      assertThat(run("large")).contains("CONTENT_TOO_LARGE");
    }
  }

  @Test
  void keepsAndBringsBackTheLargestFile() throws Exception {
    Files.write(root.resolve("etc/app/large"), new byte[2 << 20]);
    assertThat(run("large")).contains("well");
    assertThat(root.resolve("etc/app/large")).hasSize(2 << 20);
  }

  @Test
  @DisplayName("F-25: directories without end")
  void refusesToMakeDirectoriesWithoutEnd() throws Exception {
    assertThat(run("deep")).contains("PATH_PARENT_MISSING", "make some of them on the node first");
    assertThat(root.resolve("etc/made")).isEmptyDirectory();
  }
}
