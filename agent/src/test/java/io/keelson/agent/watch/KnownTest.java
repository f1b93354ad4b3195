package io.keelson.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.FileStamp;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a file is read, and when it is known to be the same. */
class KnownTest {

  private static final FileStamp STAMP = new FileStamp(1, 2, 0644, 0, 0, 3, 4, 5);
  private static final FileStamp CHANGED = new FileStamp(1, 2, 0644, 0, 0, 3, 4, 6);

  private int reads;
  private Optional<Known<Integer>> known = Optional.empty();

  private int look(FileStamp stamp) throws Exception {
    known = Optional.of(Known.of(known, stamp, () -> ++reads));
    return known.orElseThrow().value();
  }

  @Test
  void readsTwiceAndThenOnlyWhenTheStampMoves() throws Exception {
    assertThat(look(STAMP)).isEqualTo(1);
    // A change in the same tick as the first look would have left no trace in the stamp.
    assertThat(look(STAMP)).isEqualTo(2);
    assertThat(look(STAMP)).isEqualTo(2);
    assertThat(look(STAMP)).isEqualTo(2);
    assertThat(look(CHANGED)).isEqualTo(3);
    assertThat(look(CHANGED)).isEqualTo(4);
    assertThat(look(CHANGED)).isEqualTo(4);
    assertThat(look(STAMP)).isEqualTo(5);
  }
}
