package io.keelson.trust;

import java.util.regex.Pattern;

/** What stands in a subject alternative name. */
final class AlternativeName {

  /** The type of a uniformResourceIdentifier (RFC 5280, section 4.2.1.6). */
  static final Integer URI = 6;

  /** A node's name in Kubernetes: a DNS subdomain (RFC 1123) of at most 253 characters. */
  private static final Pattern NODE = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  private AlternativeName() {}

  static boolean isNode(String name) {
    return NODE.matcher(name).matches();
  }
}
