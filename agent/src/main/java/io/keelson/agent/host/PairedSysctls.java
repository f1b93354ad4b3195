package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.SYSCTL_READBACK_MISMATCH;
import static io.keelson.problem.ProblemCode.SYSCTL_UNKNOWN;

import io.keelson.agent.plan.SysctlText;
import io.keelson.setting.SysctlName;
import io.keelson.setting.rules.Rivals;
import io.keelson.setting.rules.SysctlTable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sysctls of which some come in pairs, such as {@code vm.dirty_bytes} and {@code vm.dirty_ratio}:
 * setting one makes the other 0, and 0 cannot be written to it or would mean something else
 * (sysctl/vm.rst). So what such a key holds while the other rules is told as {@code 0
 * (vm.dirty_ratio 20)}, and to write that is to set the other. Whoever keeps the text can give it
 * back.
 */
public record PairedSysctls(SysctlStore store) implements SysctlStore {

  private static final String OFF = "0";
  private static final Pattern RULED = Pattern.compile("0 \\(([a-z0-9._-]+) ([0-9]+)\\)");

  /**
   * What a key had, when its rival had this.
   *
   * @param value of the rival, as {@link #read} tells it
   */
  public static String mirrored(SysctlName name, SysctlName rival, String value) {
    if (value.equals(OFF) || Rivals.sameAs(name.text()).isPresent()) {
      return value;
    }
    Matcher ruled = RULED.matcher(value);
    return ruled.matches() && ruled.group(1).equals(name.text())
        ? ruled.group(2)
        : "0 (%s %s)".formatted(rival.text(), value);
  }

  @Override
  public String read(SysctlName name) throws HostException {
    String value = store.read(name);
    Optional<SysctlName> other = otherOf(name);
    return other.isPresent() && value.equals(OFF) ? ruled(other.get()) : value;
  }

  private String ruled(SysctlName other) throws HostException {
    try {
      String value = SysctlText.canonical(store.read(other));
      return value.equals(OFF) ? OFF : "0 (%s %s)".formatted(other.text(), value);
    } catch (HostException e) {
      if (!e.problem().code().equals(SYSCTL_UNKNOWN)) {
        throw e;
      }
      return OFF;
    }
  }

  @Override
  public void write(SysctlName name, String value) throws HostException {
    Matcher ruled = RULED.matcher(value);
    Optional<SysctlName> other =
        otherOf(name).filter(key -> ruled.matches() && key.text().equals(ruled.group(1)));
    if (other.isPresent()) {
      store.write(other.get(), ruled.group(2));
    } else {
      store.write(name, value);
    }
    check(name, value);
  }

  /** A 0 beside another that rules is not what was asked for, though the kernel took it. */
  private void check(SysctlName name, String value) throws HostException {
    if (otherOf(name).isPresent() && !SysctlText.same(read(name), value)) {
      throw new HostException(
          SYSCTL_READBACK_MISMATCH,
          name.text(),
          "%s: this node was given \"%s\" and now has \"%s\": give a value that it keeps"
              .formatted(name.text(), value, read(name)));
    }
  }

  private static Optional<SysctlName> otherOf(SysctlName name) {
    return SysctlTable.KNOWN.counterpart(name.text()).map(SysctlName::new);
  }

  @Override
  public boolean isPublic(SysctlName name) throws HostException {
    return store.isPublic(name);
  }

  @Override
  public void checkWritable(SysctlName name) throws HostException {
    store.checkWritable(name);
  }
}
