package io.keelson.agent.apply;

import io.keelson.agent.plan.SysctlText;
import io.keelson.setting.SysctlName;
import org.jspecify.annotations.Nullable;

/**
 * A sysctl that a call has to do with.
 *
 * @param was what it had before the call
 * @param now what it shall have after it; null: whatever the kernel makes of it
 */
record SysctlWrite(SysctlName name, String was, @Nullable String now) {

  boolean changes() {
    return now != null && !SysctlText.same(was, now);
  }
}
