package io.keelson.console.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Somebody who is logged in. Not for several threads. */
@Entity
@Table(name = "sessions")
public class SessionRow {

  @Id
  @Column(name = "cookie_hash", length = 64)
  private String cookieHash = "";

  @Column(name = "user_id", nullable = false)
  private UUID userId = new UUID(0, 0);

  @Column(nullable = false)
  private Instant created = Instant.EPOCH;

  @Column(name = "last_seen", nullable = false)
  private Instant lastSeen = Instant.EPOCH;

  protected SessionRow() {}

  public SessionRow(String cookieHash, UUID userId, Instant now) {
    this.cookieHash = cookieHash;
    this.userId = userId;
    this.created = now;
    this.lastSeen = now;
  }

  public String cookieHash() {
    return cookieHash;
  }

  public UUID userId() {
    return userId;
  }

  public Instant created() {
    return created;
  }

  public Instant lastSeen() {
    return lastSeen;
  }
}
