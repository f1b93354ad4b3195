package io.keelson.setting;

/** A kernel parameter and the value it shall have. */
public record Sysctl(SysctlName name, SysctlValue value) implements Setting {

  @Override
  public String key() {
    return name.text();
  }
}
