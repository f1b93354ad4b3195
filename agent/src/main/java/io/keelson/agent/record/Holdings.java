package io.keelson.agent.record;

import io.keelson.agent.plan.FileImage;
import io.keelson.agent.record.Entry.Slot;
import io.keelson.agent.record.Fence.Mark;
import io.keelson.setting.Api;
import io.keelson.wire.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that is held on this node, and for whom. Immutable, for any thread.
 *
 * @param transaction number of the last change that is in it
 * @param lost true when there was a record before this one that could not be used: what a key was
 *     before Keelson may then be unknown
 * @param torn true when that was a journal, too: what Keelson has set need not have its line in
 *     sysctl.d
 * @param marks of owners, the one that was heard of last is last
 */
public record Holdings(
    long transaction,
    boolean lost,
    boolean torn,
    Map<Slot, Entry> entries,
    List<Holding> holdings,
    List<Mark> marks) {

  /** What nobody has done anything to. */
  public static final Holdings NONE = new Holdings(0, false, false, Map.of(), List.of(), List.of());

  public Holdings {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    holdings = List.copyOf(holdings);
    marks = List.copyOf(marks);
  }

  static Map<Slot, Entry> bySlot(Collection<Entry> entries) {
    Map<Slot, Entry> slots = new LinkedHashMap<>();
    entries.forEach(entry -> slots.put(entry.slot(), entry));
    return slots;
  }

  /** The key, if anybody holds it. */
  public Optional<Entry> entry(Api api, String key) {
    return Optional.ofNullable(entries.get(new Slot(api, key)));
  }

  /** Every directory that was made for a file that is held. */
  public Set<String> madeDirectories() {
    Set<String> made = new HashSet<>();
    for (Entry entry : entries.values()) {
      if (entry.before() instanceof Before.File file) {
        made.addAll(file.made());
      }
    }
    return made;
  }

  /** Who holds a key, the eldest first. */
  public List<Owner> holders(Api api, String key) {
    return of(api)
        .filter(holding -> holding.keys().contains(key))
        .map(Holding::owner)
        .sorted(Owner.OLDEST_FIRST)
        .toList();
  }

  /** Who else holds a key, the eldest first. */
  public List<Owner> othersThan(Owner owner, Api api, String key) {
    return holders(api, key).stream().filter(other -> !other.uid().equals(owner.uid())).toList();
  }

  public Optional<Holding> holding(Owner owner, Api api) {
    return of(api).filter(holding -> holding.owner().uid().equals(owner.uid())).findFirst();
  }

  /** For each key who holds it, and by which generation of what. */
  public Map<Slot, String> specs() {
    Map<Slot, String> specs = new LinkedHashMap<>();
    for (Holding each : byOwner()) {
      String spec = each.owner().uid() + ' ' + each.generation() + ' ' + each.digest() + '\n';
      each.keys().forEach(key -> specs.merge(new Slot(each.api(), key), spec, String::concat));
    }
    return specs;
  }

  /** In an order that does not change with each call. */
  private List<Holding> byOwner() {
    return holdings.stream().sorted(Comparator.comparing(each -> each.owner().uid())).toList();
  }

  /** The keys that only this owner holds. */
  public List<Entry> alone(Owner owner, Api api) {
    return holding(owner, api).stream()
        .flatMap(mine -> mine.keys().stream())
        .filter(key -> othersThan(owner, api, key).isEmpty())
        .flatMap(key -> entry(api, key).stream())
        .toList();
  }

  private Stream<Holding> of(Api api) {
    return holdings.stream().filter(holding -> holding.api() == api);
  }

  /**
   * After a call was carried out.
   *
   * @param mine what its owner has of that Api now
   * @param written its keys
   * @param taken those that others held with another value
   */
  public Holdings applied(Holding mine, List<Entry> written, Set<String> taken) {
    List<Holding> after = new ArrayList<>();
    for (Holding each : holdings) {
      if (each.api() != mine.api()) {
        after.add(each);
      } else if (!each.owner().uid().equals(mine.owner().uid())) {
        after.add(each.without(taken));
      }
    }
    after.add(mine);
    Map<Slot, Entry> known = new LinkedHashMap<>(entries);
    known.putAll(bySlot(written));
    return next(known, after);
  }

  /** After an owner has given up these Apis. */
  public Holdings released(Owner owner, Set<Api> apis) {
    return next(
        entries,
        holdings.stream()
            .filter(each -> !(each.owner().uid().equals(owner.uid()) && apis.contains(each.api())))
            .toList());
  }

  /** Keys that nobody holds are forgotten. */
  private Holdings next(Map<Slot, Entry> known, List<Holding> after) {
    Set<Slot> held = new HashSet<>();
    after.forEach(each -> each.keys().forEach(key -> held.add(new Slot(each.api(), key))));
    Map<Slot, Entry> left = new LinkedHashMap<>(known);
    left.keySet().retainAll(held);
    return new Holdings(transaction + 1, lost, torn, left, after, marks);
  }

  /**
   * Nobody is sure to have what it asked for: each is asked for again, and found to be so or not.
   * What is found to be so may be of a change that was not taken back.
   */
  Holdings inDoubt() {
    List<Holding> doubted = holdings.stream().map(Holding::inDoubt).toList();
    return new Holdings(transaction, true, true, entries, doubted, marks);
  }

  /** After keys were set right: the same is held, and one more change was made. */
  public Holdings setRight() {
    return new Holdings(transaction + 1, lost, torn, entries, holdings, marks);
  }

  Holdings with(List<Mark> now) {
    return new Holdings(transaction, lost, torn, entries, holdings, now);
  }

  /** Checksums of the files' bytes that are needed to give everything back, or to keep it. */
  Set<String> images() {
    return entries.values().stream()
        .flatMap(entry -> Stream.of(entry.before().image(), entry.written().image()))
        .flatMap(Stream::ofNullable)
        .map(FileImage::sha256)
        .collect(Collectors.toSet());
  }
}
