package io.keelson.console.controller;

import java.util.LinkedHashMap;
import java.util.Map;

/** What every answer tells the browser, whatever it is: page, part, file, error, refusal. */
final class SecurityHeaders {

  /**
   * Nothing but what this console serves itself, no script and no style in a page. Bootstrap draws
   * its arrows and ticks as data: images in its style sheet.
   */
  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' data:",
          "connect-src 'self'",
          "form-action 'self'",
          "frame-ancestors 'none'",
          "base-uri 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types default htmx");

  static final Map<String, String> ALL = all();

  private SecurityHeaders() {}

  private static Map<String, String> all() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Strict-Transport-Security", "max-age=31536000");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cross-Origin-Embedder-Policy", "require-corp");
    headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
    headers.put("X-Permitted-Cross-Domain-Policies", "none");
    // Files that may be kept say so themselves.
    headers.put("Cache-Control", "no-store");
    return headers;
  }
}
