package io.keelson.console.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of the audit; there is no way to change one. */
@Entity
@Immutable
@Table(name = "audit")
public class AuditEntry {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  @Column(nullable = false)
  private Instant happened = Instant.EPOCH;

  @Column(nullable = false, length = 80)
  private String who = "";

  @Column(nullable = false, length = 64)
  private String address = "";

  @Column(name = "request_id", nullable = false, length = 80)
  private String requestId = "";

  @Column(nullable = false, length = 32)
  private String action = "";

  @Column(nullable = false, length = 400)
  private String subject = "";

  @Column(name = "before_sum", length = 64)
  private @Nullable String before;

  @Column(name = "after_sum", length = 64)
  private @Nullable String after;

  @Column(nullable = false, length = 16)
  private String result = "";

  @Column(nullable = false, length = 1000)
  private String detail = "";

  protected AuditEntry() {}

  /** What is said in texts, and the sums. */
  public record Words(
      String who,
      String address,
      String requestId,
      String action,
      String subject,
      @Nullable String before,
      @Nullable String after,
      String result,
      String detail) {}

  public AuditEntry(Instant happened, Words words) {
    this.happened = happened;
    this.who = words.who;
    this.address = words.address;
    this.requestId = words.requestId;
    this.action = words.action;
    this.subject = words.subject;
    this.before = words.before;
    this.after = words.after;
    this.result = words.result;
    this.detail = words.detail;
  }

  public @Nullable Long id() {
    return id;
  }

  public Instant happened() {
    return happened;
  }

  public Words words() {
    return new Words(who, address, requestId, action, subject, before, after, result, detail);
  }
}
