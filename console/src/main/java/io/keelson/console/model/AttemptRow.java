package io.keelson.console.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Attempts to log in that share a bucket. Not for several threads. */
@Entity
@Table(name = "attempts")
public class AttemptRow {

  @Id
  @Column(length = 24)
  private String bucket = "";

  private int failures;

  @Column(name = "last_at", nullable = false)
  private Instant lastAt = Instant.EPOCH;

  @Column(name = "forgotten_until", nullable = false)
  private Instant forgottenUntil = Instant.EPOCH;

  protected AttemptRow() {}

  public AttemptRow(String bucket, Instant now) {
    this.bucket = bucket;
    this.lastAt = now;
    this.forgottenUntil = now;
  }

  public String bucket() {
    return bucket;
  }

  public int failures() {
    return failures;
  }

  public Instant lastAt() {
    return lastAt;
  }

  /** Up to when time has already made failures forgotten. */
  public Instant forgottenUntil() {
    return forgottenUntil;
  }

  public void set(int failures, Instant lastAt, Instant forgottenUntil) {
    this.failures = failures;
    this.lastAt = lastAt;
    this.forgottenUntil = forgottenUntil;
  }
}
