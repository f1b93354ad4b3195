package io.keelson.console.trust;

import io.keelson.console.kube.OwnSecret;
import io.keelson.console.service.AccountException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that browsers see, and its renewal while the console runs: from files of a
 * mounted Secret, or made here and shared by all replicas through the console's own Secret.
 */
public final class ServerCertificate implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);

  /** The kubelet brings a changed Secret into its folder within some minutes. */
  private static final Duration LOOK_AT_FILES = Duration.ofMinutes(1);

  private static final Duration LOOK_AT_SECRET = Duration.ofHours(1);

  private final SwitchableKey key;
  private final SSLContext context;
  private final Source source;
  private final ScheduledExecutorService timer;

  /** Where the newest is. */
  @FunctionalInterface
  private interface Source {
    ServerKey newest() throws IOException, AccountException, GeneralSecurityException;
  }

  private ServerCertificate(Source source, ServerKey first, Duration look)
      throws GeneralSecurityException {
    this.source = source;
    key = new SwitchableKey(first);
    context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {key}, null, null);
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("certificate").unstarted(task));
    timer.scheduleWithFixedDelay(this::look, look.toSeconds(), look.toSeconds(), TimeUnit.SECONDS);
  }

  /** Takes up what has changed; otherwise what there was goes on. */
  void look() {
    try {
      key.use(source.newest());
    } catch (IOException
        | AccountException
        | GeneralSecurityException
        // The timer would never run again.
        | RuntimeException e) {
      LOG.warn("keeping the certificate of before: {}", e.getMessage());
    }
  }

  /**
   * Takes it from a folder with tls.crt and tls.key, and follows its changes.
   *
   * @throws IOException when there is none that can be used, in words
   */
  public static ServerCertificate inFolder(Path folder, InstantSource clock)
      throws IOException, GeneralSecurityException {
    ServerKey first = read(folder, clock.instant());
    return new ServerCertificate(() -> read(folder, clock.instant()), first, LOOK_AT_FILES);
  }

  /**
   * Takes it from the console's own Secret; makes one there when there is none, or a bad one, or
   * one that is two thirds through its life.
   *
   * @param names that browsers may reach the console by: DNS names and addresses
   */
  public static ServerCertificate inSecret(
      OwnSecret secret, List<String> names, InstantSource clock)
      throws AccountException, GeneralSecurityException {
    ServerKey first = shared(secret, names, clock.instant(), key -> key.isFor(names));
    // Names count at the start only: while a change of them is rolled out, an old replica and a new
    // one would each replace the other's for ever.
    return new ServerCertificate(
        () -> shared(secret, names, clock.instant(), key -> true), first, LOOK_AT_SECRET);
  }

  private static ServerKey read(Path folder, Instant now)
      throws IOException, GeneralSecurityException {
    ServerKey read =
        ServerKey.ofPem(
            Files.readAllBytes(folder.resolve(ServerKey.CERTIFICATE)),
            Files.readAllBytes(folder.resolve(ServerKey.KEY)));
    if (!read.isValid(now)) {
      LOG.warn("the certificate in {} is not valid now: browsers will refuse it", folder);
    }
    return read;
  }

  private static ServerKey shared(
      OwnSecret secret, List<String> names, Instant now, Predicate<ServerKey> good)
      throws AccountException, GeneralSecurityException {
    Optional<ServerKey> there = usable(secret.read(), now, good);
    if (there.isPresent()) {
      return there.get();
    }
    Map<String, byte[]> made = SelfMade.make(names, now).pem();
    Map<String, byte[]> kept =
        secret.update(
            data -> {
              // Another replica may have been quicker: then its one is everybody's.
              if (usable(data, now, good).isEmpty()) {
                data.putAll(made);
              }
              return data;
            });
    return usable(kept, now, good)
        .orElseThrow(() -> new GeneralSecurityException("the certificate made is not usable"));
  }

  private static Optional<ServerKey> usable(
      Map<String, byte[]> data, Instant now, Predicate<ServerKey> good) {
    byte[] certificate = data.get(ServerKey.CERTIFICATE);
    byte[] key = data.get(ServerKey.KEY);
    if (certificate == null || key == null) {
      return Optional.empty();
    }
    try {
      ServerKey there = ServerKey.ofPem(certificate, key);
      return there.isFresh(now) && good.test(there) ? Optional.of(there) : Optional.empty();
    } catch (GeneralSecurityException e) {
      LOG.warn("the certificate in the Secret cannot be used and is made anew: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** For the listener; follows renewals by itself. */
  public SSLContext context() {
    return context;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
