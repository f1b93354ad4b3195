package io.keelson.console.service;

import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks hashes of passwords: Argon2id with 19 MiB, two passes, one lane (the least that
 * OWASP names), kept as PHC strings. For any thread.
 *
 * <p>No more than two are worked on at once, so that logins cannot exhaust memory; some may wait,
 * more are told to come back.
 */
public final class Passwords {

  static final int PARALLEL = 2;
  static final int WAITING = 50;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final int KIBIBYTES = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private static final String HEAD = "$argon2id$v=19$m=%d,t=%d,p=%d$";
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(?<m>[0-9]{1,6}),t=(?<t>[0-9]{1,2}),p=(?<p>[0-9])"
              + "\\$(?<salt>[A-Za-z0-9+/]{11,64})\\$(?<hash>[A-Za-z0-9+/]{22,86})");

  /** Without what a person mistakes for another: 0 o, 1 i l. */
  private static final String UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int ONE_TIME_LENGTH = 20;

  private final Semaphore places = new Semaphore(PARALLEL, true);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicInteger mostWorking = new AtomicInteger();
  private final AtomicLong made = new AtomicLong();

  /** The memory of the last ones, used again; given up when the heap is short of it. */
  private final BlockingQueue<SoftReference<FixedBlockPool>> memories =
      new ArrayBlockingQueue<>(PARALLEL);

  private final String nobodys = phc(Settings.random(SALT_BYTES), Settings.random(HASH_BYTES));

  private final Duration longestWait;

  public Passwords() {
    this(LONGEST_WAIT);
  }

  Passwords(Duration longestWait) {
    this.longestWait = longestWait;
  }

  /** Whether a password is the right one. */
  enum Match {
    YES,
    NO,
    /** Too many are asked for; nothing was tried. */
    BUSY
  }

  /**
   * Compares.
   *
   * @param normal as {@link PasswordRules#normal} makes it
   * @param hash of the user; null or empty: there is none, which takes as long and is never right
   */
  Match matches(String normal, @Nullable String hash) {
    @Nullable String somebodys = hash == null || hash.isEmpty() ? null : hash;
    if (!enter()) {
      return Match.BUSY;
    }
    try {
      boolean equal = equal(normal, somebodys == null ? nobodys : somebodys);
      return equal && somebodys != null ? Match.YES : Match.NO;
    } finally {
      places.release();
    }
  }

  /** The hash of a new password; waits for its turn, only who is logged in comes here. */
  String hash(String normal) {
    places.acquireUninterruptibly();
    try {
      byte[] salt = Settings.random(SALT_BYTES);
      return phc(salt, argon2(normal, salt, KIBIBYTES, PASSES, LANES, HASH_BYTES));
    } finally {
      places.release();
    }
  }

  /** A password that is used once: 20 characters, 99 bits. */
  static String oneTime() {
    StringBuilder password = new StringBuilder();
    while (password.length() < ONE_TIME_LENGTH) {
      int number = Settings.random(1)[0] & 0xff;
      // All that is above the last whole multiple would come up too often.
      if (number < 256 - 256 % UNAMBIGUOUS.length()) {
        password.append(UNAMBIGUOUS.charAt(number % UNAMBIGUOUS.length()));
      }
    }
    return password.toString();
  }

  /** How many were worked on at once at most, since the start. */
  int mostAtOnce() {
    return mostWorking.get();
  }

  /** How many were made, since the start. */
  long count() {
    return made.get();
  }

  private boolean enter() {
    if (places.tryAcquire()) {
      return true;
    }
    if (waiting.incrementAndGet() > WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    try {
      return places.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.decrementAndGet();
    }
  }

  private boolean equal(String normal, String phc) {
    Matcher parts = PHC.matcher(phc);
    if (!parts.matches()) {
      throw new IllegalStateException("the hash of a password in the database is not Argon2id");
    }
    byte[] salt = Base64.getDecoder().decode(parts.group("salt"));
    byte[] expected = Base64.getDecoder().decode(parts.group("hash"));
    byte[] actual =
        argon2(
            normal,
            salt,
            Integer.parseInt(parts.group("m")),
            Integer.parseInt(parts.group("t")),
            Integer.parseInt(parts.group("p")),
            expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  private byte[] argon2(
      String normal, byte[] salt, int kibibytes, int passes, int lanes, int length) {
    mostWorking.accumulateAndGet(working.incrementAndGet(), Math::max);
    FixedBlockPool memory = memory(kibibytes, lanes);
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(kibibytes)
              .withIterations(passes)
              .withParallelism(lanes)
              .withSalt(salt)
              .withBlockPool(memory)
              .build());
      byte[] hash = new byte[length];
      made.incrementAndGet();
      generator.generateBytes(normal.getBytes(StandardCharsets.UTF_8), hash);
      return hash;
    } finally {
      working.decrementAndGet();
      keep(kibibytes, memory);
    }
  }

  private FixedBlockPool memory(int kibibytes, int lanes) {
    return Optional.ofNullable(kibibytes == KIBIBYTES ? memories.poll() : null)
        .map(SoftReference::get)
        .orElseGet(() -> new FixedBlockPool(Argon2BytesGenerator.getBlockCount(kibibytes, lanes)));
  }

  private void keep(int kibibytes, FixedBlockPool memory) {
    if (kibibytes == KIBIBYTES && !memories.offer(new SoftReference<>(memory))) {
      throw new IllegalStateException("more hashes at work than have a place");
    }
  }

  private static String phc(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return HEAD.formatted(KIBIBYTES, PASSES, LANES)
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }
}
