package io.keelson.agent.trust;

import io.keelson.agent.host.MountedFile;
import io.keelson.trust.TrustBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The mounted ConfigMap that says whom to believe: {@code ca.crt}, the authorities in PEM, and
 * {@code issuer}, the hex SHA-256 of the one that signs now. The kubelet replaces both by the swap
 * of one link, so they are read anew each time, never watched: an event for a link that is swapped
 * is easily missed.
 */
record TrustFolder(Path path) {

  /** Larger than any bundle of two authorities, small enough to read each second. */
  private static final int LARGEST = 64 * 1024;

  /** What the folder says at one moment. */
  record Mounted(TrustBundle bundle, String issuer) {}

  /** The same, not yet looked into. */
  record Texts(String pem, String issuer) {

    /**
     * Reads them.
     *
     * @throws GeneralSecurityException when they hold something else
     */
    Mounted parsed() throws GeneralSecurityException {
      if (!issuer.matches("[0-9a-f]{64}")) {
        throw new GeneralSecurityException("issuer: a SHA-256 of 64 hex digits is needed");
      }
      return new Mounted(TrustBundle.ofPem(pem), issuer);
    }
  }

  /**
   * What both files hold now.
   *
   * @throws IOException when a file is missing or too large
   */
  Texts texts() throws IOException {
    return new Texts(text(path.resolve("ca.crt")), text(path.resolve("issuer")));
  }

  /**
   * What a mounted file holds now, such as a key of the ConfigMap or the pod's token.
   *
   * @throws IOException when it cannot be read or is too large, with a message for a person
   */
  static String text(Path file) throws IOException {
    try {
      byte[] bytes = new MountedFile(file, LARGEST).read();
      if (bytes.length > LARGEST) {
        throw new IOException(file.getFileName() + " has more than " + LARGEST + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + file.getFileName(), e);
    }
  }
}
