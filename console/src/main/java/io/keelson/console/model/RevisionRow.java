package io.keelson.console.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A spec that a MyKind once had. */
@Entity
@Immutable
@Table(name = "revisions")
public class RevisionRow {

  @Id private UUID id = new UUID(0, 0);

  @Column(nullable = false, length = 63)
  private String namespace = "";

  @Column(nullable = false, length = 253)
  private String name = "";

  @Column(name = "object_uid", nullable = false, length = 64)
  private String objectUid = "";

  private long generation;

  @Column(nullable = false, length = 300)
  private String author = "";

  @Column(nullable = false)
  private Instant happened = Instant.EPOCH;

  @Column(nullable = false, length = 32768)
  private String spec = "";

  protected RevisionRow() {}

  /** Which MyKind it is of. */
  public record Of(String namespace, String name, String uid, long generation) {}

  public RevisionRow(UUID id, Of of, String author, Instant happened, String spec) {
    this.id = id;
    this.namespace = of.namespace;
    this.name = of.name;
    this.objectUid = of.uid;
    this.generation = of.generation;
    this.author = author;
    this.happened = happened;
    this.spec = spec;
  }

  public UUID id() {
    return id;
  }

  public Of of() {
    return new Of(namespace, name, objectUid, generation);
  }

  public String author() {
    return author;
  }

  public Instant happened() {
    return happened;
  }

  public String spec() {
    return spec;
  }
}
