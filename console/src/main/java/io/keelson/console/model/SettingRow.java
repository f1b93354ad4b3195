package io.keelson.console.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Something that all replicas share. Not for several threads. */
@Entity
@Table(name = "settings")
public class SettingRow {

  @Id
  @Column(length = 40)
  private String name = "";

  @Column(nullable = false, length = 200)
  private String content = "";

  protected SettingRow() {}

  public SettingRow(String name, String content) {
    this.name = name;
    this.content = content;
  }

  public String name() {
    return name;
  }

  public String content() {
    return content;
  }

  public void set(String content) {
    this.content = content;
  }
}
