package io.keelson.console.page;

import io.keelson.console.service.Session;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page, and what each template gets as {@code frame}.
 *
 * @param title of the page, in the reader's language
 * @param texts the words in that language
 * @param session who reads; absent on the pages before login
 * @param csrf goes with every form as {@code csrf}
 * @param path of this page with its query, for links back
 * @param now when the page is made
 */
public record Frame(
    String title,
    Texts texts,
    @Nullable Session session,
    String csrf,
    String path,
    Instant now,
    Assets assets) {

  private static final Pattern NOTICE = Pattern.compile("[?&]notice=(?<key>[a-z.]{1,40})(&|$)");
  private static final Set<String> NOTICES =
      Set.of(
          "change.applied",
          "change.deleting",
          "change.goeson",
          "change.paused",
          "password.changed",
          "users.deleted",
          "users.saved");

  /** A text in the reader's language. */
  public String t(String key, Object... values) {
    return texts.of(key, values);
  }

  /** A text with a count. */
  public String n(String key, long count, Object... more) {
    return texts.count(key, count, more);
  }

  /** What the last change came to, as the address says; only sentences that are meant for that. */
  public Optional<String> notice() {
    Matcher said = NOTICE.matcher(path);
    return said.find() && NOTICES.contains(said.group("key"))
        ? Optional.of(texts.of(said.group("key")))
        : Optional.empty();
  }

  /** Who reads. */
  public Optional<Session> reader() {
    return Optional.ofNullable(session);
  }

  public boolean administrator() {
    return session != null && session.user().administrator();
  }

  /** Whether a part of the console is the one that this page belongs to. */
  public boolean isIn(String prefix) {
    return prefix.equals("/")
        ? path.equals("/") || path.startsWith("/?")
        : path.equals(prefix) || path.startsWith(prefix + "/") || path.startsWith(prefix + "?");
  }

  /** How long ago, in words; a script shows the reader's own clock as its title. */
  public String ago(Instant then) {
    return Ago.of(texts, then, now);
  }
}
