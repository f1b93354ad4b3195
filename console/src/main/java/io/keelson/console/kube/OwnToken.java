package io.keelson.console.kube;

import io.keelson.console.service.AccountException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The token of the console's own account, read each time: the kubelet renews it in place. */
public final class OwnToken {

  private final Path file;

  public OwnToken(Path file) {
    this.file = file;
  }

  Bearer get() throws AccountException {
    try {
      return new Bearer(Files.readString(file).strip(), Instant.MAX);
    } catch (IOException e) {
      throw new AccountException("the console's own token cannot be read: " + file, e);
    } catch (IllegalArgumentException e) {
      throw new AccountException("the file %s holds no token".formatted(file), e);
    }
  }
}
