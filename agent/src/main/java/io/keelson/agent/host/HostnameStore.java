package io.keelson.agent.host;

/** The node's name, in the kernel and over reboots. Only to be used on the {@link HostThread}. */
public interface HostnameStore {

  /** The name that the kernel has now. */
  String current() throws HostException;

  /** The name that the next boot will give; empty when none is kept. */
  String kept() throws HostException;

  /** Fails when the name cannot be kept; changes nothing. */
  void checkWritable() throws HostException;

  /** Sets both and reads both back; when this fails, both are as before. */
  Made set(String name) throws HostException;
}
