package io.keelson.agent.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way to a path of the host as its own programs go it: links are followed, but an absolute one
 * begins at the host's root and {@code ..} ends there, so that no way leads out of it (as with
 * RESOLVE_IN_ROOT of openat2(2), which older kernels lack). Every step goes from an open directory.
 * Only to read: whoever writes follows no link. For one thread.
 */
final class Walk implements AutoCloseable {

  /** As many as the kernel follows (path_resolution(7)). */
  private static final int MOST_LINKS = 40;

  private static final String UP = "..";

  private final Deque<Directory> open = new ArrayDeque<>();
  private final Deque<String> behind = new ArrayDeque<>();
  private final Deque<String> ahead = new ArrayDeque<>();
  private int links;

  Walk(Directory root) {
    open.push(root);
  }

  /** Some work in the directory that holds what was walked to. */
  interface Work<T> {
    T in(Directory directory, String name) throws ErrnoException;
  }

  /** Goes to what is no link, and works on it. */
  <T> T file(String path, Work<T> work) throws ErrnoException {
    go(path, 1);
    return work.in(open.element(), ahead.element());
  }

  /** Goes into a directory. */
  Directory directory(String path) throws ErrnoException {
    go(path, 0);
    return open.element();
  }

  /** Where the file is that was walked to, without links. */
  String path() {
    return Stream.concat(behind.reversed().stream(), ahead.stream())
        .map(name -> "/" + name)
        .collect(Collectors.joining());
  }

  /** Goes until only so many plain names are ahead. */
  private void go(String path, int leave) throws ErrnoException {
    plan(path);
    while (ahead.size() > leave || (!ahead.isEmpty() && leadsOn(ahead.element()))) {
      step(ahead.pop());
    }
    if (ahead.size() < leave) {
      throw new ErrnoException("walk", Errno.EISDIR);
    }
  }

  private void step(String name) throws ErrnoException {
    if (name.equals(UP)) {
      up();
    } else if (isLink(name)) {
      follow(open.element().linkTarget(name));
    } else {
      open.push(open.element().child(name));
      behind.push(name);
    }
  }

  private boolean leadsOn(String name) throws ErrnoException {
    return name.equals(UP) || isLink(name);
  }

  private boolean isLink(String name) throws ErrnoException {
    return open.element().status(name).isLink();
  }

  private void follow(String target) throws ErrnoException {
    links++;
    if (links > MOST_LINKS) {
      throw new ErrnoException("walk", Errno.ELOOP);
    }
    while (target.startsWith("/") && !behind.isEmpty()) {
      up();
    }
    plan(target);
  }

  private void up() throws ErrnoException {
    if (!behind.isEmpty()) {
      behind.pop();
      open.pop().close();
    }
  }

  private void plan(String path) {
    List<String> names =
        Stream.of(path.split("/", -1))
            .filter(name -> !name.isEmpty() && !name.equals("."))
            .toList();
    names.reversed().forEach(ahead::push);
  }

  @Override
  public void close() throws ErrnoException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
