package io.keelson.console.model;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user. Not for several threads. */
@Entity
@Table(name = "users")
public class UserRow {

  @Id private UUID id = new UUID(0, 0);

  @Column(nullable = false, unique = true, length = 40)
  private String name = "";

  private boolean administrator;
  private boolean enabled;

  @Column(name = "must_change_password")
  private boolean mustChangePassword;

  @Column(name = "password_hash", nullable = false, length = 200)
  private String passwordHash = "";

  @Column(nullable = false, length = 2)
  private String language = "";

  @Column(nullable = false)
  private Instant created = Instant.EPOCH;

  @Column(name = "last_login")
  private @Nullable Instant lastLogin;

  @ElementCollection(fetch = FetchType.EAGER)
  @CollectionTable(name = "grants", joinColumns = @JoinColumn(name = "user_id"))
  @OrderBy("namespace")
  private Set<GrantValue> grants = new LinkedHashSet<>();

  protected UserRow() {}

  /** One that is enabled and has to change its password. */
  public UserRow(UUID id, String name, String passwordHash, Instant created) {
    this.id = id;
    this.name = name;
    this.passwordHash = passwordHash;
    this.created = created;
    this.enabled = true;
    this.mustChangePassword = true;
  }

  public UUID id() {
    return id;
  }

  public String name() {
    return name;
  }

  public boolean administrator() {
    return administrator;
  }

  public boolean enabled() {
    return enabled;
  }

  public boolean mustChangePassword() {
    return mustChangePassword;
  }

  /** Argon2id as a PHC string; empty: no password is the right one. */
  public String passwordHash() {
    return passwordHash;
  }

  public String language() {
    return language;
  }

  public Instant created() {
    return created;
  }

  public @Nullable Instant lastLogin() {
    return lastLogin;
  }

  public List<GrantValue> grants() {
    return List.copyOf(grants);
  }

  public void allow(boolean administrator, boolean enabled, Collection<GrantValue> grants) {
    this.administrator = administrator;
    this.enabled = enabled;
    this.grants.retainAll(grants);
    this.grants.addAll(grants);
  }

  public void changePassword(String hash, boolean mustChange) {
    this.passwordHash = hash;
    this.mustChangePassword = mustChange;
  }

  public void speak(String language) {
    this.language = language;
  }

  public void loggedIn(Instant now) {
    this.lastLogin = now;
  }
}
