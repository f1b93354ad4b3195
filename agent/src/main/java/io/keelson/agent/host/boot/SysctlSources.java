package io.keelson.agent.host.boot;

import io.keelson.agent.host.ConfigFiles;
import io.keelson.agent.plan.DropIn;
import io.keelson.agent.plan.boot.ConfigFile;
import io.keelson.agent.plan.boot.SysctlsAtBoot;
import io.keelson.agent.plan.boot.Tuned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds who sets sysctls at the node's next boot after Keelson's drop-in has. For any thread. */
public record SysctlSources(ConfigFiles files) {

  private static final String SYSCTL_CONF = "/etc/sysctl.conf";

  /** Read after all files, when the machine's firmware gives it (systemd-sysctl(8)). */
  private static final String CREDENTIAL = "/run/credentials/@system/sysctl.extra";

  /** In the order in which one hides the other; the last is another one only on old systems. */
  private static final List<String> DIRECTORIES =
      List.of(
          "/etc/sysctl.d",
          "/run/sysctl.d",
          "/usr/local/lib/sysctl.d",
          "/usr/lib/sysctl.d",
          "/lib/sysctl.d");

  private static final String TUNED = "/etc/tuned/";

  /** Where TuneD looks for a profile, the first first; it was without {@code profiles} once. */
  private static final List<String> PROFILES =
      List.of("/etc/tuned/profiles/", "/etc/tuned/", "/usr/lib/tuned/profiles/", "/usr/lib/tuned/");

  /** A profile includes others, which include others; TuneD's own go three deep. */
  private static final int MOST_PROFILES = 32;

  public SysctlsAtBoot read() {
    List<ConfigFile> later = later();
    boolean linked = later.stream().anyMatch(file -> file.path().equals(SYSCTL_CONF));
    return new SysctlsAtBoot(
        later,
        linked ? Optional.empty() : files.read(SYSCTL_CONF),
        files.exists("/run/systemd/system"),
        tuned());
  }

  /**
   * Sorted by name over all directories, where a name in an earlier directory hides the same name
   * in a later one, and a link to /dev/null all of its name (sysctl.d(5)).
   */
  private List<ConfigFile> later() {
    SortedMap<String, Optional<ConfigFile>> byName = new TreeMap<>();
    for (String directory : DIRECTORIES) {
      for (String name : files.names(directory)) {
        if (isLater(name)) {
          byName.computeIfAbsent(name, n -> files.read(directory + "/" + n));
        }
      }
    }
    List<ConfigFile> later =
        new ArrayList<>(byName.values().stream().flatMap(Optional::stream).toList());
    files.read(CREDENTIAL).ifPresent(later::add);
    return later;
  }

  private static boolean isLater(String name) {
    return name.endsWith(".conf") && !name.startsWith(".") && name.compareTo(DropIn.NAME) > 0;
  }

  private Tuned tuned() {
    String active =
        files.read(TUNED + "active_profile").map(file -> file.text().strip()).orElse("");
    List<ConfigFile> profiles = new ArrayList<>();
    for (String name : active.split("\\s+", -1)) {
      collect(name, profiles, new ArrayList<>());
    }
    String main = TUNED + "tuned-main.conf";
    return new Tuned(active, files.read(main).orElseGet(() -> new ConfigFile(main, "")), profiles);
  }

  /** What a profile includes comes before it, since it replaces that. */
  private void collect(String name, List<ConfigFile> profiles, List<String> above) {
    if (!name.matches("[A-Za-z0-9_.-]+")
        || above.contains(name)
        || profiles.size() >= MOST_PROFILES) {
      return;
    }
    Optional<ConfigFile> found =
        PROFILES.stream()
            .flatMap(directory -> files.read(directory + name + "/tuned.conf").stream())
            .findFirst();
    if (found.isPresent()) {
      above.add(name);
      Tuned.includes(found.get()).forEach(included -> collect(included, profiles, above));
      profiles.add(found.get());
    }
  }
}
