package io.keelson.agent.host;

import io.keelson.setting.SysctlName;

/** The kernel's parameters. Only to be used on the {@link HostThread}. */
public interface SysctlStore {

  /** The value as the kernel gives it, without the line's end. */
  String read(SysctlName name) throws HostException;

  /** True when every user of the node may read it, so that to tell it gives nothing away. */
  boolean isPublic(SysctlName name) throws HostException;

  /** Fails when the key cannot be written at all; changes nothing. */
  void checkWritable(SysctlName name) throws HostException;

  /** Sets a value and reads it back. When this fails, the kernel may have taken another value. */
  void write(SysctlName name, String value) throws HostException;
}
