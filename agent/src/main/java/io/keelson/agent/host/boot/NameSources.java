package io.keelson.agent.host.boot;

import io.keelson.agent.host.ConfigFiles;
import io.keelson.agent.plan.boot.CloudInit;
import io.keelson.agent.plan.boot.CommandLine;
import io.keelson.agent.plan.boot.ConfigFile;
import io.keelson.agent.plan.boot.NameAtBoot;
import java.util.ArrayList;
import java.util.List;

/** Finds who gives the node a name at its next boot. For any thread. */
public record NameSources(ConfigFiles files) {

  private static final String CLOUD = "/etc/cloud/cloud.cfg";

  /** What a user or the cloud gave this machine, as cloud-init has kept it. */
  private static final List<String> GIVEN =
      List.of(
          "/run/cloud-init/cloud.cfg",
          "/var/lib/cloud/instance/vendor-cloud-config.txt",
          "/var/lib/cloud/instance/vendor2-cloud-config.txt",
          "/var/lib/cloud/instance/cloud-config.txt");

  private static final List<String> SCRIPTS =
      List.of(
          "/etc/NetworkManager/dispatcher.d",
          "/usr/lib/NetworkManager/dispatcher.d",
          "/etc/dhcp/dhclient-enter-hooks.d",
          "/etc/dhcp/dhclient-exit-hooks.d",
          "/etc/dhcp/dhclient.d");

  public NameAtBoot read() {
    return new NameAtBoot(
        CommandLine.of(files.read("/proc/cmdline").map(ConfigFile::text).orElse("")),
        cloud(),
        scripts());
  }

  /** The generator writes one of the files in /run at boot, the other is for administrators. */
  private CloudInit cloud() {
    return new CloudInit(
        files.exists(CLOUD) ? configs() : List.of(),
        files.exists("/etc/cloud/cloud-init.disabled") || files.exists("/run/cloud-init/disabled"),
        files
            .read("/var/lib/cloud/data/previous-hostname")
            .map(file -> file.text().strip())
            .orElse(""));
  }

  private List<ConfigFile> configs() {
    List<String> paths = new ArrayList<>(List.of(CLOUD));
    files.names(CLOUD + ".d").stream()
        .filter(name -> name.endsWith(".cfg"))
        .forEach(name -> paths.add(CLOUD + ".d/" + name));
    paths.addAll(GIVEN);
    return paths.stream().flatMap(path -> files.read(path).stream()).toList();
  }

  private List<ConfigFile> scripts() {
    return SCRIPTS.stream()
        .flatMap(directory -> files.names(directory).stream().map(name -> directory + "/" + name))
        .flatMap(path -> files.read(path).stream())
        .toList();
  }
}
