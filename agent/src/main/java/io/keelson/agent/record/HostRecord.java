package io.keelson.agent.record;

import static io.keelson.problem.ProblemCode.NODE_DIRTY;
import static io.keelson.problem.ProblemCode.RECORD_DAMAGED;
import static io.keelson.problem.ProblemCode.RECORD_UNKNOWN;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.NotPutBackException;
import io.keelson.agent.host.StateStore;
import io.keelson.agent.record.Entry.Slot;
import io.keelson.agent.record.Fence.Mark;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.agent.record.RecordText.Read;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.AgentState.Trouble;
import io.keelson.wire.Owner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node holds, for whom, and what it was before, on the node's disk; and the change under
 * way. What it says may be asked by any thread; all else is for the host thread.
 */
public final class HostRecord {

  private static final Logger LOG = LoggerFactory.getLogger(HostRecord.class);

  /** It is written and read whole, in a heap of 32 MiB, and is there a second time as objects. */
  public static final int LARGEST = 1024 * 1024;

  private static final String FOREIGN =
      "/var/lib/keelson/record is of another machine (its machine-id is not that of /etc/machine-id), so it"
          + " is now record.damaged beside it. What is asked for is set again; what was there before"
          + " Keelson may be unknown now. If this is the same machine with a new machine-id: stop the"
          + " agent, give record.damaged its name and the old machine-id back. If its disk was copied:"
          + " look at what the other had set. This is told until the agent starts again";

  private final StateStore store;
  private String machine = "";
  private String boot = "";
  private boolean known;
  private boolean exists;
  private boolean usesImages = true;

  /** The disk may have the record of a change that was to be taken back. */
  private boolean inDoubt;

  private Optional<Journal> open = Optional.empty();
  private List<Undo> sweep = List.of();

  private volatile Holdings holdings = Holdings.NONE;
  private volatile Doubts doubts = Doubts.NONE;
  private volatile Optional<Trouble> unreadable = Optional.empty();
  private volatile Optional<Trouble> damaged = Optional.empty();

  public HostRecord(StateStore store) {
    this.store = store;
  }

  /** Everything that is held. */
  public Holdings holdings() {
    return holdings;
  }

  /** The same as the controller is told. */
  public List<Held> held() {
    return held(Map.of());
  }

  /** The same with what others changed of it. */
  public List<Held> held(Map<Slot, Drift> drifts) {
    Doubts now = doubts;
    return holdings.holdings().stream().map(each -> each.held(now.concern(each), drifts)).toList();
  }

  /** What a person should look after. */
  public List<Trouble> troubles() {
    return Stream.of(unreadable, damaged, doubts.trouble()).flatMap(Optional::stream).toList();
  }

  /** True when a change could not be taken back and has to be. */
  public boolean isDirty() {
    return doubts.arePresent();
  }

  /**
   * Reads what is kept, if that was not done yet.
   *
   * @return why nothing may be changed; what is kept is left as it is then
   */
  public Optional<Problem> learn() {
    if (known) {
      return Optional.empty();
    }
    try {
      Optional<Problem> problem = read();
      unreadable = problem.map(p -> new Trouble(p.code(), p.message()));
      known = problem.isEmpty();
      return problem;
    } catch (HostException e) {
      unreadable = Optional.of(new Trouble(RECORD_UNKNOWN, e.problem().message()));
      return Optional.of(e.problem());
    }
  }

  private Optional<Problem> read() throws HostException {
    machine = store.machine();
    Optional<Problem> problem = readRecord();
    return problem.isPresent() ? problem : readJournal();
  }

  private Optional<Problem> readRecord() throws HostException {
    Optional<byte[]> bytes = store.record();
    exists = bytes.isPresent();
    if (bytes.isEmpty()) {
      holdings = store.isUsed() ? lost() : Holdings.NONE;
      return Optional.empty();
    }
    return switch (RecordText.read(bytes.get())) {
      case Read.Newer<RecordText.Kept> newer -> Optional.of(newer("record", newer.version()));
      case Read.Good<RecordText.Kept> good -> take(good.value());
      case Read.Torn<RecordText.Kept> torn -> setAside("record", lost());
      case Read.Damaged<RecordText.Kept> damage -> setAside("record", lost());
    };
  }

  /** What another machine's disk says is nothing that was done here. */
  private Optional<Problem> take(RecordText.Kept kept) throws HostException {
    boolean foreign =
        !kept.machine().isEmpty() && !machine.isEmpty() && !kept.machine().equals(machine);
    if (foreign) {
      LOG.warn("the record is of another machine ({}): it is put aside", kept.machine());
      store.setAside("journal");
      store.setAside("record");
      exists = false;
      damaged = Optional.of(new Trouble(RECORD_DAMAGED, FOREIGN));
      holdings = lost();
    } else {
      holdings = kept.holdingsOf(store.hasLostJournal());
      boot = Objects.requireNonNullElse(kept.boot(), "");
    }
    return Optional.empty();
  }

  private Optional<Problem> setAside(String name, Holdings left) throws HostException {
    store.setAside(name);
    LOG.error("/var/lib/keelson/{} was damaged and is now {}.damaged beside it", name, name);
    damaged =
        Optional.of(
            new Trouble(
                RECORD_DAMAGED,
                ("/var/lib/keelson/%s was damaged and is now %s.damaged beside it. What is asked for is"
                        + " set again; what was there before Keelson may be unknown now. Look at the"
                        + " node's disk; this is told until the agent starts again")
                    .formatted(name, name)));
    holdings = left;
    exists &= !name.equals("record");
    return Optional.empty();
  }

  private Holdings lost() throws HostException {
    return new Holdings(
        0, true, store.hasLostJournal(), Holdings.NONE.entries(), List.of(), List.of());
  }

  private Optional<Problem> readJournal() throws HostException {
    Optional<byte[]> bytes = store.journal();
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    return switch (JournalText.read(bytes.get())) {
      case Read.Newer<JournalText.Found> newer -> Optional.of(newer("journal", newer.version()));
      case Read.Good<JournalText.Found> good -> take(good.value());
      case Read.Torn<JournalText.Found> torn -> Optional.empty();
      case Read.Damaged<JournalText.Found> damage -> doubt(holdings.inDoubt());
    };
  }

  /** Kept first: once the journal is put aside, nothing else says so. */
  private Optional<Problem> doubt(Holdings doubted) throws HostException {
    if (exists) {
      store.writeRecord(RecordText.write(RecordText.Kept.of(machine, boot, doubted)));
    }
    return setAside("journal", doubted);
  }

  private Optional<Problem> take(JournalText.Found found) {
    Journal journal = found.journal();
    if (found.ended() || journal.transaction() <= holdings.transaction()) {
      sweep = found.ended() ? withoutDirectories(journal.undos()) : journal.undos();
    } else {
      LOG.warn("the agent was stopped in the middle of a change, which is taken back now");
      open = Optional.of(journal);
    }
    return Optional.empty();
  }

  /** Once it was ended they have gone; one of that name is somebody else's. */
  private static List<Undo> withoutDirectories(List<Undo> undos) {
    return undos.stream().filter(undo -> !(undo instanceof Undo.LeftDirectory)).toList();
  }

  private static Problem newer(String name, long version) {
    return Problem.of(
        RECORD_UNKNOWN,
        "",
        ("this node's /var/lib/keelson/%s was written by a later version of the agent (its form is"
                + " %d): nothing is changed here until that version, or a later one, runs again")
            .formatted(name, version));
  }

  /** The change that has begun and is not over. */
  public Optional<Journal> open() {
    return open;
  }

  /** Where the last run may have left files behind, given out once. */
  public List<Undo> toSweep() {
    List<Undo> places = sweep;
    sweep = List.of();
    return places;
  }

  /**
   * Sees that there is a record, so that a node on which an agent has worked and that has none is
   * known to have lost it.
   */
  public void establish() throws HostException {
    if (!exists) {
      if (holdings.lost()) {
        store.setImagesAside();
      }
      store.writeRecord(RecordText.write(RecordText.Kept.of(machine, boot, holdings)));
      exists = true;
    }
  }

  /**
   * Whether it would be too much to keep. What makes less of what there is never is: else nothing
   * could be given up.
   */
  public boolean isTooLarge(Holdings next) {
    long size = size(next);
    return size > LARGEST && size > size(holdings);
  }

  private long size(Holdings of) {
    return RecordText.size(RecordText.Kept.of(machine, boot, of));
  }

  /**
   * Writes down how a change is taken back, before the first of its steps is made.
   *
   * @param owner for whom it is made; empty when nobody asked for it
   */
  public void begin(Optional<Owner> owner, List<Undo> undos) throws HostException {
    Journal journal = new Journal(holdings.transaction() + 1, owner.orElse(null), undos);
    // From here on there may be something of it on the disk, also when this fails.
    open = Optional.of(journal);
    store.writeJournal(JournalText.write(journal));
  }

  /**
   * Makes it so that the change has happened. When this fails, it has to be taken back; but not
   * while {@link #isInDoubt}, for a start may find that it has happened.
   */
  public void commit(Holdings next, List<Mark> marks) throws HostException {
    Holdings marked = next.with(marks);
    try {
      store.writeRecord(RecordText.write(RecordText.Kept.of(machine, boot, marked)));
    } catch (NotPutBackException e) {
      inDoubt = true;
      throw e;
    }
    holdings = marked;
    usesImages |= !marked.images().isEmpty() || !open.isEmpty();
    tidy();
  }

  /**
   * The change has happened, and what its steps had kept of what was before is let go of.
   *
   * @param nothingIsLeft false: the next start looks after that once more
   */
  public void ended(boolean nothingIsLeft) {
    if (nothingIsLeft && open.isPresent()) {
      try {
        store.markJournal(JournalText.ENDED, false);
      } catch (HostException e) {
        // The number in the record says the same.
        LOG.warn("the journal cannot be marked as ended: {}", e.getMessage());
      }
    }
    open = Optional.empty();
  }

  /** True when all of it was seen, and set right where it had to be, since this boot. */
  public boolean isVerified(String bootId) {
    return boot.equals(bootId);
  }

  /** Notes that all of it was seen since this boot. */
  public void verified(String bootId) throws HostException {
    if (!holdings.entries().isEmpty()) {
      store.writeRecord(RecordText.write(RecordText.Kept.of(machine, bootId, holdings)));
    }
    boot = bootId;
  }

  /** True when nobody knows whether the record of the last change is on the disk. */
  public boolean isInDoubt() {
    return inDoubt;
  }

  /** Sees that the disk has the record of what is held, so that the change can be taken back. */
  public void settle() throws HostException {
    if (inDoubt) {
      store.writeRecord(RecordText.write(RecordText.Kept.of(machine, boot, holdings)));
      inDoubt = false;
    }
  }

  /** Every step of the change was taken back. */
  public void undone() throws HostException {
    if (open.isPresent()) {
      store.markJournal(JournalText.ENDED, true);
      open = Optional.empty();
    }
    doubts = Doubts.NONE;
  }

  /** A step could not be taken back. */
  public void dirty(String why) {
    doubts = new Doubts(open.map(Journal::undos).orElse(List.of()), why);
  }

  /** Why nothing is changed while a step still has to be taken back. */
  public Optional<Problem> doubt() {
    return doubts.trouble().map(trouble -> Problem.of(NODE_DIRTY, "", trouble.message()));
  }

  /** What is no more needed takes no room, and there is some for the next time. */
  private void tidy() {
    try {
      if (usesImages) {
        store.retainImages(holdings.images());
        usesImages = !holdings.images().isEmpty();
      }
      store.keepReserve();
    } catch (HostException e) {
      LOG.warn("cannot tidy up /var/lib/keelson: {}", e.getMessage());
    }
  }
}
