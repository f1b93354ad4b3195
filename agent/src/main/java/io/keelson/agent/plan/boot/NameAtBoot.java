package io.keelson.agent.plan.boot;

import static io.keelson.problem.ProblemCode.NOT_PERSISTENT;

import io.keelson.problem.Problem;
import io.keelson.setting.Hostname;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who gives the node a name after {@code /etc/hostname} has, at its next boot.
 *
 * <p>NetworkManager is not among them: "This parameter will affect only the transient hostname. If
 * a valid static hostname is set, NetworkManager will skip the update of the hostname despite the
 * value of this option" (NetworkManager.conf(5), hostname-mode), and a name that Keelson sets is
 * static. The same holds for what systemd-networkd gets by DHCP (systemd.network(5), UseHostname).
 * What does is a script that they or dhclient run, such as that of Google's guest environment.
 *
 * @param scripts which the network's programs run
 */
public record NameAtBoot(CommandLine kernel, CloudInit cloud, List<ConfigFile> scripts) {

  private static final String OPTION = "systemd.hostname";
  private static final Pattern SETS_NAME =
      Pattern.compile(
          "^(?!\\s*#).*(?:hostnamectl\\s+(?:set-)?hostname\\s|google_set_hostname)"
              + "|^(?:[^#\\n]*(?:[;&|]|\\bthen\\b|\\bdo\\b))?\\s*(?:/usr)?(?:/s?bin/)?hostname\\s+(?:-F\\s+)?[\"'$/A-Za-z]",
          Pattern.MULTILINE);

  public NameAtBoot {
    scripts = List.copyOf(scripts);
  }

  /** Each reason why the node will or may have another name after a boot. */
  public List<Problem> notPersistent(Hostname wanted) {
    return Stream.of(byKernel(wanted), cloud.renames(wanted, kernel), byScript())
        .flatMap(Optional::stream)
        .map(why -> new Problem(NOT_PERSISTENT, "parameters[0]", Hostname.KEY, "hostname: " + why))
        .toList();
  }

  /** "If specified takes precedence over what is set in /etc/hostname" (kernel-command-line(7)). */
  private Optional<String> byKernel(Hostname wanted) {
    return kernel
        .value(OPTION)
        .filter(name -> !name.isEmpty() && !name.equals(wanted.name()))
        .map(
            name ->
                "the kernel's command line has %s=%s, which wins over /etc/hostname at each boot"
                    .formatted(OPTION, Problem.printable(name)));
  }

  private Optional<String> byScript() {
    return scripts.stream()
        .filter(script -> SETS_NAME.matcher(script.text()).find())
        .findFirst()
        .map(script -> script.path() + " may set another name whenever the network comes up");
  }
}
