package io.keelson.agent.audit;

import static io.keelson.problem.ProblemCode.AGENT_BUSY;
import static io.keelson.problem.ProblemCode.AUDIT_FAILED;
import static io.keelson.problem.ProblemCode.CLIENT_NOT_ALLOWED;
import static io.keelson.problem.ProblemCode.UNDO_FAILED;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.LogStore;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState.Trouble;
import io.keelson.wire.Change;
import io.keelson.wire.Owner;
import io.keelson.wire.Report;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of what was done to this node and what was refused. A line that cannot be written does
 * not stop the work, as with auditd and the API server: a node whose disk is full still has to be
 * kept as declared. It is counted, shown as a trouble, and told by the next line that can be
 * written. For any thread.
 */
public final class Audit {

  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int LONGEST_KEY = 1024;

  /** A refusal waits no longer for the disk: threads that answer are few. */
  private static final long LONGEST_WAIT_MILLIS = 100;

  private final String node;
  private final LogStore store;
  private final AgentMetrics metrics;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final RefusalLimit ofController;

  /** Apart, so that nobody else's refusals leave those of the controller no room. */
  private final RefusalLimit ofStrangers;

  private long lost;
  private volatile Optional<Trouble> trouble = Optional.empty();

  public Audit(String node, LogStore store, AgentMetrics metrics) {
    this(node, store, metrics, Clock.systemUTC(), System::nanoTime);
  }

  Audit(String node, LogStore store, AgentMetrics metrics, Clock clock, LongSupplier nanos) {
    this.node = node;
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
    this.ofController = new RefusalLimit(nanos);
    this.ofStrangers = new RefusalLimit(nanos);
  }

  /** Looks whether lines can be written, so that it is known before the first change. */
  public void open() {
    try {
      store.open();
    } catch (HostException e) {
      failed(e);
    }
  }

  /**
   * Writes what is still to be told: that lines were lost or left out. To be called now and then,
   * so that a trouble ends when its cause does and not with the next change.
   */
  public void catchUp() {
    if (!lockSoon()) {
      return;
    }
    try {
      if (trouble.isPresent() || ofController.leftOut() + ofStrangers.leftOut() > 0) {
        write(List.of());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why lines cannot be written; empty when they can. */
  public Optional<Trouble> trouble() {
    return trouble;
  }

  /** A call was carried out: a line for each key that was changed, or was not given back. */
  public void applied(Call call, Report report) {
    List<Line> lines =
        Stream.concat(
                report.changes().stream()
                    .filter(Change::changed)
                    .map(change -> changed(call, change)),
                report.kept().stream().map(problem -> kept(call, problem)))
            .toList();
    if (report.dryRun() || lines.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      write(lines);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A key was set right without a call: nobody is named, for nobody asked.
   *
   * @param owner for whom it is held
   * @param path of its Api
   * @param result {@code repaired} after somebody else changed it, {@code restored} after a boot
   */
  public void setRight(Owner owner, String path, Change change, String result) {
    Line line =
        begin()
            .put("owner", line(owner))
            .put("api", path)
            .put("key", change.key(), LONGEST_KEY)
            .put("before", change.was())
            .put("after", change.now())
            .put("result", result);
    lock.lock();
    try {
      write(List.of(line));
    } finally {
      lock.unlock();
    }
  }

  /**
   * A change that had begun when the agent was stopped was taken back: a line for each key.
   *
   * @param owner for whom it was; empty when nobody asked for it
   */
  public void takenBack(Optional<Owner> owner, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      write(changes.stream().map(change -> takenBack(owner, change)).toList());
    } finally {
      lock.unlock();
    }
  }

  private Line takenBack(Optional<Owner> owner, Change change) {
    Line line = begin();
    owner.ifPresent(known -> line.put("owner", line(known)));
    return line.put("key", change.key(), LONGEST_KEY)
        .put("before", change.was())
        .put("after", change.now())
        .put("result", "taken-back");
  }

  private static Line line(Owner owner) {
    return new Line()
        .put("namespace", owner.namespace())
        .put("name", owner.name())
        .put("uid", owner.uid());
  }

  private Line changed(Call call, Change change) {
    return about(call.caller(), Optional.of(call))
        .put("key", change.key(), LONGEST_KEY)
        .put("before", change.was())
        .put("after", change.now())
        .put("result", "changed");
  }

  private Line kept(Call call, Problem why) {
    return about(call.caller(), Optional.of(call))
        .put("key", why.key(), LONGEST_KEY)
        .put("result", "kept")
        .put("code", why.code());
  }

  /**
   * A request was refused, or failed.
   *
   * @param call empty when it could not be read
   * @param problems at least one
   */
  public void refused(Caller caller, Optional<Call> call, List<Problem> problems) {
    String code = problems.getFirst().code();
    if (code.equals(AGENT_BUSY)) {
      // Nothing was decided: it comes again at once.
      return;
    }
    List<Line> left =
        problems.stream()
            .filter(problem -> problem.code().equals(UNDO_FAILED))
            .map(problem -> refusal(caller, call, problem))
            .toList();
    RefusalLimit limit = code.equals(CLIENT_NOT_ALLOWED) ? ofStrangers : ofController;
    if (!lockSoon()) {
      metrics.auditFailed();
      return;
    }
    try {
      if (!left.isEmpty()) {
        // The node is not as it was: never left out.
        write(left);
      } else if (limit.admits()) {
        write(List.of(refusal(caller, call, problems.getFirst())));
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean lockSoon() {
    try {
      return lock.tryLock(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Line refusal(Caller caller, Optional<Call> call, Problem problem) {
    return about(caller, call)
        .put("key", problem.key())
        .put("result", problem.code().equals(UNDO_FAILED) ? "left" : "refused")
        .put("code", problem.code());
  }

  private Line about(Caller caller, Optional<Call> call) {
    Line line =
        begin()
            .put(
                "caller",
                new Line()
                    .put("name", caller.name())
                    .put("serial", caller.serial())
                    .put("address", caller.address()));
    call.ifPresent(known -> describe(line, known));
    return line;
  }

  private static void describe(Line line, Call call) {
    line.put("owner", line(call.owner()))
        .put("epoch", call.epoch())
        .put("generation", call.generation())
        .put("id", call.id())
        .put("dryRun", call.dryRun())
        .put("api", call.path());
  }

  private Line begin() {
    return new Line().put("time", TIME.format(clock.instant())).put("node", node);
  }

  /** With the lock held. */
  private void write(List<Line> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tellOf("left-out", "controller", ofController.leftOut(), bytes);
    tellOf("left-out", "strangers", ofStrangers.leftOut(), bytes);
    tellOf("lost", "", lost, bytes);
    lines.forEach(line -> bytes.writeBytes(line.bytes()));
    try {
      store.append(bytes.toByteArray());
      ofController.told();
      ofStrangers.told();
      lost = 0;
      trouble = Optional.empty();
    } catch (HostException e) {
      lost += lines.size();
      failed(e);
    }
  }

  private void tellOf(String what, String whose, long count, ByteArrayOutputStream bytes) {
    if (count > 0) {
      bytes.writeBytes(begin().put("result", what).put("of", whose).put("count", count).bytes());
    }
  }

  private void failed(HostException e) {
    metrics.auditFailed();
    if (trouble.isEmpty()) {
      LOG.error("no line can be added to the audit log: {}", e.getMessage());
    }
    trouble =
        Optional.of(
            new Trouble(
                AUDIT_FAILED, "no line can be added to the audit log: " + e.problem().message()));
  }
}
