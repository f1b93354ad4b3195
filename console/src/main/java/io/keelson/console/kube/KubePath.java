package io.keelson.console.kube;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses at the API server, made of parts that cannot lead elsewhere: a name with a slash or
 * dots only is refused, not encoded.
 */
final class KubePath {

  /** RFC 1123 subdomain, as names of objects are. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private static final int LONGEST = 253;

  static final String NO_NAME = "no object has such a name";

  static final String MYKINDS = "/apis/apps.mydomain.com/v1alpha1";

  private final StringBuilder path;
  private boolean hasQuery;

  private KubePath(String base) {
    path = new StringBuilder(base);
  }

  /** Begins with a group and version, such as {@code /api/v1}. */
  static KubePath of(String base) {
    return new KubePath(base);
  }

  static boolean isName(String name) {
    return name.length() <= LONGEST && NAME.matcher(name).matches();
  }

  /** A part that the program writes. */
  KubePath part(String fixed) {
    path.append('/').append(fixed);
    return this;
  }

  /**
   * The name of an object or namespace.
   *
   * @throws NotAName when it cannot be one
   */
  KubePath name(String name) {
    if (!isName(name)) {
      throw new NotAName();
    }
    return part(name);
  }

  /** A name that may hold a colon: roles and bindings. */
  KubePath bindingName(String name) {
    if (!isName(name.replace(':', '.'))) {
      throw new NotAName();
    }
    return part(name.replace(":", "%3A"));
  }

  KubePath namespaced(@Nullable String namespace) {
    return namespace == null ? this : part("namespaces").name(namespace);
  }

  /** A word of the query; left out when there is no value. */
  KubePath query(String key, @Nullable String value) {
    if (value != null) {
      path.append(hasQuery ? '&' : '?').append(key).append('=');
      path.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      hasQuery = true;
    }
    return this;
  }

  KubePath query(String key, int value) {
    return query(key, String.valueOf(value));
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Somebody asks for an object whose name none can have: there is none. */
  static final class NotAName extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAName() {
      super(NO_NAME, null, false, false);
    }
  }
}
