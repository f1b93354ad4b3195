package io.keelson.console.controller;

import io.javalin.http.Context;
import jakarta.servlet.http.Cookie;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Our cookies. The prefix {@code __Host-} makes browsers refuse them without Secure, with a domain,
 * or with another path (RFC 6265bis): no sibling domain can set them.
 */
final class Cookies {

  static final String SESSION = "__Host-keelson";

  /** Before login: the same value goes with the form. */
  static final String LOGIN = "__Host-keelson-login";

  /** Outlives the session: this browser has logged in here before. */
  static final String DEVICE = "__Host-keelson-device";

  /** The language chosen before login. */
  static final String LANGUAGE = "__Host-keelson-language";

  private static final String KEPT = "; Path=/; Secure; HttpOnly; SameSite=Strict";
  private static final int LONGEST = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Cookies() {}

  /** The value of one, if it was sent once and is not absurd. */
  static Optional<String> find(Context ctx, String name) {
    Cookie[] all = ctx.req().getCookies();
    String found = null;
    for (Cookie cookie : all == null ? new Cookie[0] : all) {
      if (cookie.getName().equals(name)) {
        if (found != null) {
          return Optional.empty();
        }
        found = cookie.getValue();
      }
    }
    return Optional.ofNullable(found).filter(v -> !v.isEmpty() && v.length() <= LONGEST);
  }

  static void set(Context ctx, String name, String value) {
    ctx.res().addHeader("Set-Cookie", name + "=" + value + KEPT);
  }

  static void keep(Context ctx, String name, String value, int seconds) {
    ctx.res().addHeader("Set-Cookie", name + "=" + value + KEPT + "; Max-Age=" + seconds);
  }

  static void remove(Context ctx, String name) {
    ctx.res().addHeader("Set-Cookie", name + "=" + KEPT + "; Max-Age=0");
  }

  /** 256 bits that nobody guesses, for a URL. */
  static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A name for one request, in logs and audit. */
  static String requestId() {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
