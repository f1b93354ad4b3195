package io.keelson.agent.host;

import io.keelson.wire.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;

/** What kind of machine the node is; read once, when first asked for. For the host thread. */
public final class NodeFacts {

  private final Path hostRoot;
  private final String node;
  private @Nullable Facts facts;

  public NodeFacts(Path hostRoot, String node) {
    this.hostRoot = hostRoot;
    this.node = node;
  }

  public Facts read() {
    if (facts == null) {
      facts = facts();
    }
    return facts;
  }

  private Facts facts() {
    SystemInfo system = new SystemInfo();
    HardwareAbstractionLayer hardware = system.getHardware();
    return new Facts(
        node,
        osName(),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        hardware.getProcessor().getLogicalProcessorCount(),
        hardware.getMemory().getTotal(),
        system.getOperatingSystem().getSystemBootTime());
  }

  /** Of the node, not of the image (os-release(5)). */
  private String osName() {
    for (String place : new String[] {"etc/os-release", "usr/lib/os-release"}) {
      try {
        for (String line : Files.readAllLines(hostRoot.resolve(place))) {
          if (line.startsWith("PRETTY_NAME=")) {
            return line.substring("PRETTY_NAME=".length()).replace("\"", "");
          }
        }
      } catch (IOException absent) {
        // The next place, then the plain word.
      }
    }
    return "Linux";
  }

  /** The kernel's boot id; a fixed word where there is none, as in a directory made for a test. */
  public static String bootId(Path hostRoot) {
    try {
      return Files.readString(hostRoot.resolve("proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException absent) {
      return "unknown";
    }
  }
}
