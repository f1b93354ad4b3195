package io.keelson.console.view;

import java.util.List;

/**
 * One page of rows.
 *
 * @param page from 1
 * @param pages at least 1
 * @param total rows on all pages
 */
public record Slice<T>(List<T> rows, int page, int pages, int total) {

  /** Rows on a page. */
  public static final int SIZE = 50;

  public Slice {
    rows = List.copyOf(rows);
  }

  /** The page asked for, or the nearest that there is. */
  public static <T> Slice<T> of(List<T> all, int page) {
    int pages = Math.max(1, (all.size() + SIZE - 1) / SIZE);
    int shown = Math.clamp(page, 1, pages);
    int from = (shown - 1) * SIZE;
    return new Slice<>(
        all.subList(from, Math.min(all.size(), from + SIZE)), shown, pages, all.size());
  }

  /** Number of the first row, from 1; 0 when there is none. */
  public int first() {
    return rows.isEmpty() ? 0 : (page - 1) * SIZE + 1;
  }

  public int last() {
    return (page - 1) * SIZE + rows.size();
  }
}
