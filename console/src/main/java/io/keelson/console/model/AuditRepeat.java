package io.keelson.console.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** How often the same was tried within a minute. Not for several threads. */
@Entity
@Table(name = "audit_repeats")
public class AuditRepeat {

  @Id
  @Column(length = 64)
  private String id = "";

  @Column(name = "at_minute", nullable = false)
  private Instant minute = Instant.EPOCH;

  @Column(nullable = false, length = 80)
  private String who = "";

  @Column(nullable = false, length = 64)
  private String address = "";

  @Column(nullable = false, length = 32)
  private String action = "";

  @Column(nullable = false, length = 400)
  private String subject = "";

  @Column(nullable = false, length = 16)
  private String result = "";

  @Column(name = "distinct_rows")
  private int distinctRows;

  private int repeats;

  protected AuditRepeat() {}

  /**
   * Nothing yet.
   *
   * @param id names the minute and what is the same
   */
  public AuditRepeat(
      String id,
      Instant minute,
      String who,
      String address,
      String action,
      String subject,
      String result) {
    this.id = id;
    this.minute = minute;
    this.who = who;
    this.address = address;
    this.action = action;
    this.subject = subject;
    this.result = result;
  }

  public String id() {
    return id;
  }

  public Instant minute() {
    return minute;
  }

  public String who() {
    return who;
  }

  public String address() {
    return address;
  }

  public String action() {
    return action;
  }

  public String subject() {
    return subject;
  }

  public String result() {
    return result;
  }

  public int repeats() {
    return repeats;
  }

  /** How many rows of this minute stand in the audit, where this counts a whole group. */
  public int distinctRows() {
    return distinctRows;
  }

  public void again() {
    repeats++;
  }

  public void oneMoreRow() {
    distinctRows++;
  }
}
