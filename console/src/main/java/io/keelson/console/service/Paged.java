package io.keelson.console.service;

import java.util.List;

/**
 * A page of a list.
 *
 * @param page from 1
 * @param pages at least 1
 * @param total rows on all pages
 */
public record Paged<T>(List<T> rows, int page, int pages, long total) {
  public Paged {
    rows = List.copyOf(rows);
  }

  /** How many pages that many rows fill; at least 1. */
  static int pages(long total, int perPage) {
    return Math.toIntExact(Math.max(1, Math.ceilDiv(total, perPage)));
  }
}
