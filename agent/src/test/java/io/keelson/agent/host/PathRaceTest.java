package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.plan.FileState;
import io.keelson.setting.FilePath;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody on the node swaps a part of a path for a link to another place, again and again, while
 * files are looked at, written, taken back and removed. Each part is swapped for eight seconds;
 * {@code make race} does it for long.
 */
class PathRaceTest {

  private static final Duration EACH = Duration.parse(System.getProperty("keelson.race", "PT8S"));
  private static final FileState WANTED = new FileState("", 0640, 12, 34, 0);
  private static final String ELSEWHERE = "elsewhere";

  @TempDir Path root;
  private HostDirectory host;
  private LinuxFileStore store;
  private int done;
  private int refused;

  @BeforeEach
  void twoPlacesOfTheSameShape() {
    host = HostDirectory.in(root).file("/etc/app/d/x.conf", "old");
    // Whoever follows a link finds all that it needs there.
    host.file("/outside/app/d/x.conf", ELSEWHERE)
        .file("/outside/d/x.conf", ELSEWHERE)
        .file("/outside/x.conf", ELSEWHERE);
    store = new LinuxFileStore(root);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"/etc", "/etc/app", "/etc/app/d", "/etc/app/d/x.conf"})
  @DisplayName("F-17: a part of the path is swapped for a link, again and again")
  void neverLeavesTheTree(String swapped) throws Exception {
    HostSnapshot outside = HostSnapshot.of(host.at("/outside"));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<IOException> failed = new AtomicReference<>();
    Thread swapper = Thread.ofPlatform().start(() -> swap(swapped, stop, failed));
    try {
      Instant end = Instant.now().plus(EACH);
      while (Instant.now().isBefore(end)) {
        attempt();
      }
    } finally {
      stop.set(true);
      swapper.join();
    }
    System.out.printf("race for %s: %d done, %d refused%n", swapped, done, refused);
    assertThat(failed.get()).isNull();
    assertThat(outside.changesTo(HostSnapshot.of(host.at("/outside")))).isEmpty();
    // Both must have happened, or the race was none.
    assertThat(done).isPositive();
    assertThat(refused).isPositive();
  }

  /** One thing at a time, so that each is in the race by itself. */
  private void attempt() {
    Place place = new Place(new FilePath("/etc/app/d/x.conf"), new FilePath("/etc/app"));
    try {
      switch ((done + refused) % 4) {
        case 0 -> assertThat(read(place)).isNotEqualTo(ELSEWHERE);
        case 1 -> store.checkReplaceable(place);
        case 2 -> store.replace(place, store.observe(place), bytes("new"), WANTED).keep();
        default -> store.replace(place, store.observe(place), bytes("newer"), WANTED).undo();
      }
      done++;
    } catch (HostException e) {
      refused++;
    }
  }

  private String read(Place place) throws HostException {
    return new String(store.read(place, 1024).orElse(new byte[0]), StandardCharsets.UTF_8);
  }

  private void swap(String path, AtomicBoolean stop, AtomicReference<IOException> failed) {
    Path link = host.at("/link");
    Path parked = host.at("/parked");
    try {
      while (!stop.get()) {
        if (path.endsWith(".conf")) {
          swapFile(host.at(path), link, parked);
        } else {
          swapDirectory(host.at(path), link, parked, host.at("/outside"));
        }
      }
    } catch (IOException e) {
      failed.set(e);
    }
  }

  private static void swapDirectory(Path real, Path link, Path parked, Path outside)
      throws IOException {
    Files.createSymbolicLink(link, outside);
    Files.move(real, parked);
    Files.move(link, real);
    Thread.onSpinWait();
    Files.delete(real);
    Files.move(parked, real);
  }

  /** The store puts files there too, so whatever is there is replaced. */
  private void swapFile(Path real, Path link, Path fresh) throws IOException {
    Files.createSymbolicLink(link, host.at("/outside/x.conf"));
    Files.move(link, real, StandardCopyOption.ATOMIC_MOVE);
    Thread.onSpinWait();
    Files.writeString(fresh, "old");
    Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
