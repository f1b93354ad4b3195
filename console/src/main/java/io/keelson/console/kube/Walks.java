package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads long lists page by page, a few at the same time in the whole process: many users who search
 * at once must not take all memory and all time. May be used by many threads.
 */
final class Walks {

  /** In {@code reason}: there was no place in time. */
  static final String BUSY = "ConsoleBusy";

  private static final int GONE = 410;

  /** What a walk is limited to. */
  record Limits(int atOnce, Duration patience, Duration longest, int page, int most) {
    static final Limits USUAL =
        new Limits(4, Duration.ofSeconds(10), Duration.ofSeconds(45), 500, 20_000);
  }

  /** The address of a page of the list. */
  @FunctionalInterface
  interface Pages {

    /**
     * Made for each request.
     *
     * @param next from the page before; null for the first one
     */
    String page(int limit, @Nullable String next);
  }

  private final KubeHttp kube;
  private final Limits limits;
  private final Semaphore places;

  Walks(KubeHttp kube, Limits limits) {
    this.kube = kube;
    this.limits = limits;
    this.places = new Semaphore(limits.atOnce, true);
  }

  /**
   * Reads the whole list, within limits; of each object what is kept.
   *
   * @param accept in which form the list is asked for
   */
  <T> Listed<T> walk(UserToken token, String accept, Pages pages, Function<JsonNode, T> keep) {
    try {
      if (!places.tryAcquire(limits.patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Listed.Failed<>(busy());
      }
      try {
        return new Walk<>(token, accept, pages, keep).all();
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Listed.Failed<>(NoAnswer.CLOSING.answer());
    }
  }

  private KubeAnswer busy() {
    return new KubeAnswer.Refused(
        429,
        BUSY,
        "the console reads too many long lists at the moment",
        List.of(),
        Optional.of(limits.patience));
  }

  /** One walk. For one thread. */
  private final class Walk<T> {

    private final UserToken token;
    private final String accept;
    private final Pages pages;
    private final Function<JsonNode, T> keep;
    private final long end = System.nanoTime() + limits.longest.toNanos();
    private final List<T> kept = new ArrayList<>();
    private @Nullable String next;
    private boolean begunAnew;
    private boolean askedAgain;

    Walk(UserToken token, String accept, Pages pages, Function<JsonNode, T> keep) {
      this.token = token;
      this.accept = accept;
      this.pages = pages;
      this.keep = keep;
    }

    Listed<T> all() throws InterruptedException {
      while (true) {
        KubeAnswer answer = page();
        if (answer instanceof KubeAnswer.Ok ok) {
          String more = ok.body().path("continue").asText("");
          if (more.isEmpty() || kept.size() >= limits.most) {
            String version = ok.body().path("resourceVersion").asText("");
            return new Listed.All<>(kept, !more.isEmpty(), version);
          }
          next = more;
        } else if (!goesOnAfter(answer)) {
          return new Listed.Failed<>(answer);
        }
      }
    }

    private boolean goesOnAfter(KubeAnswer answer) {
      if (!(answer instanceof KubeAnswer.Refused refused)) {
        return false;
      }
      if (refused.code() == GONE && next != null && !begunAnew) {
        // The list has changed too much since its first page.
        begunAnew = true;
        next = null;
        kept.clear();
        return true;
      }
      if (refused.code() == 401 && refused.reason().equals("Unauthorized") && !askedAgain) {
        askedAgain = true;
        token.refused();
        return true;
      }
      return false;
    }

    /** Ok has the metadata of the list only. */
    private KubeAnswer page() throws InterruptedException {
      return switch (token.ask()) {
        case UserTokens.Token.Withheld withheld -> withheld.why();
        case UserTokens.Token.Given given -> page(given.bearer());
      };
    }

    private KubeAnswer page(Bearer bearer) throws InterruptedException {
      List<T> ofPage = new ArrayList<>();
      try {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (!left.isPositive()) {
          throw new HttpTimeoutException("the list takes too long");
        }
        KubeAnswer answer =
            kube.exchange(
                kube.request(bearer, pages.page(limits.page, next))
                    .setHeader("Accept", accept)
                    .GET(),
                left.compareTo(kube.longest()) < 0 ? left : kube.longest(),
                (head, body) ->
                    KubeHttp.isGood(head)
                        ? new KubeAnswer.Ok(head.statusCode(), ListReader.read(body, keep, ofPage))
                        : KubeHttp.refused(head, body));
        kept.addAll(ofPage);
        return answer;
      } catch (IOException e) {
        return NoAnswer.of(e).answer();
      }
    }
  }
}
