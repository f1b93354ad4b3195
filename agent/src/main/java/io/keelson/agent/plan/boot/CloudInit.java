package io.keelson.agent.plan.boot;

import io.keelson.setting.Hostname;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * cloud-init's part in the host name. Its modules set_hostname and update_hostname give the node
 * its name of the cloud, unless {@code preserve_hostname} is true: the first for each new instance
 * or when the cloud says another name, the second at each boot unless it sees that somebody has
 * changed /etc/hostname (docs.cloud-init.io, "Set hostname", "Update hostname"). So it may, and
 * nobody but the cloud knows whether it will.
 *
 * <p>The files are YAML, but are not read by a YAML library, which would be a tenth of the agent's
 * memory: only {@code preserve_hostname: …} at the beginning of a line counts. Written in another
 * way, it is not seen, and this says "may" once too often.
 *
 * @param configs in the order in which one overrides the other; none when there is no cloud-init
 * @param disabled whether a file says that it must not run
 * @param given the name that it gave the node last; empty when it gave none
 */
public record CloudInit(List<ConfigFile> configs, boolean disabled, String given) {

  private static final Pattern MODULE = Pattern.compile("(?:set|update)[-_]hostname");
  private static final Pattern PRESERVE =
      Pattern.compile("^[\"']?preserve_hostname[\"']?\\s*:\\s*[\"']?([A-Za-z0-9]*)");

  /** What cloud-init takes for true. */
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");

  public CloudInit {
    configs = List.copyOf(configs);
  }

  /** Why it may give the node another name; empty when it does not. */
  Optional<String> renames(Hostname wanted, CommandLine kernel) {
    boolean concerned =
        configs.stream().anyMatch(file -> MODULE.matcher(file.text()).find())
            && runs(kernel)
            && !preserves()
            && !given.equals(wanted.name());
    return concerned
        ? Optional.of(
            "cloud-init may give the node its name of the cloud at a boot: preserve_hostname is not"
                + " true in /etc/cloud/cloud.cfg or cloud.cfg.d")
        : Optional.empty();
  }

  /** The kernel's command line decides before any file. */
  private boolean runs(CommandLine kernel) {
    return kernel.value("cloud-init").map(word -> !word.equals("disabled")).orElse(!disabled);
  }

  private boolean preserves() {
    return configs.stream()
        .flatMap(file -> file.lines().stream())
        .map(PRESERVE::matcher)
        .filter(Matcher::find)
        .map(found -> TRUE.contains(found.group(1).toLowerCase(Locale.ROOT)))
        .reduce((earlier, later) -> later)
        .orElse(false);
  }
}
