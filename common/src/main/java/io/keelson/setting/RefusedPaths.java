package io.keelson.setting;

import static io.keelson.problem.ProblemCode.PATH_FORBIDDEN;

import io.keelson.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Files that are refused whatever roots a site allows: accounts and keys, what runs as root at boot
 * or later, what goes around the rules for sysctls and names, kernel interfaces, and Keelson's own.
 * A second net: the fence is the list of directories that the agent allows.
 *
 * <p>Names are compared in lower case, so that a file system that ignores case gives no way around.
 */
final class RefusedPaths {

  /**
   * A rule's place is a directory with all below it when it ends with a slash, else one file and
   * its backups ({@code passwd-}).
   */
  private record Rule(String why, List<String> places) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "holds accounts or keys",
              List.of(
                  "/etc/shadow",
                  "/etc/passwd",
                  "/etc/group",
                  "/etc/gshadow",
                  "/etc/subuid",
                  "/etc/subgid",
                  "/etc/sudoers",
                  "/etc/sudoers.d/",
                  "/etc/ssh/",
                  "/root/",
                  "/etc/security/",
                  "/etc/pam.d/",
                  "/etc/pam.conf")),
          new Rule(
              "decides what runs on the node as a container",
              List.of(
                  "/etc/kubernetes/",
                  "/var/lib/kubelet/",
                  "/etc/default/kubelet",
                  "/etc/sysconfig/kubelet",
                  "/etc/cni/",
                  "/opt/cni/",
                  "/etc/containerd/",
                  "/etc/crio/",
                  "/etc/rancher/",
                  "/var/lib/rancher/",
                  "/etc/k0s/",
                  "/var/lib/k0s/",
                  "/etc/containers/",
                  "/var/lib/containerd/",
                  "/var/lib/docker/",
                  "/var/lib/etcd/")),
          new Rule(
              "runs as root at boot",
              List.of(
                  "/etc/systemd/",
                  "/run/systemd/",
                  "/usr/",
                  "/lib/",
                  "/lib64/",
                  "/bin/",
                  "/sbin/",
                  "/etc/init.d/",
                  "/etc/rc.local",
                  "/etc/rc.d/",
                  "/etc/rc0.d/",
                  "/etc/rc1.d/",
                  "/etc/rc2.d/",
                  "/etc/rc3.d/",
                  "/etc/rc4.d/",
                  "/etc/rc5.d/",
                  "/etc/rc6.d/",
                  "/etc/rcs.d/",
                  "/etc/udev/",
                  "/etc/inittab",
                  "/etc/default/grub",
                  "/etc/default/grub.d/",
                  "/etc/grub.d/",
                  "/etc/fstab",
                  "/etc/crypttab",
                  "/etc/initramfs-tools/",
                  "/etc/dracut.conf.d/")),
          new Rule(
              "runs as root later",
              List.of(
                  "/etc/crontab",
                  "/etc/cron.d/",
                  "/etc/cron.hourly/",
                  "/etc/cron.daily/",
                  "/etc/cron.weekly/",
                  "/etc/cron.monthly/",
                  "/etc/anacrontab",
                  "/var/spool/",
                  "/etc/logrotate.d/",
                  "/etc/logrotate.conf",
                  "/etc/apt/apt.conf.d/",
                  "/etc/apt/apt.conf",
                  "/etc/dhcp/",
                  "/etc/networkmanager/",
                  "/etc/network/",
                  "/etc/networkd-dispatcher/",
                  "/etc/update-motd.d/",
                  "/etc/profile",
                  "/etc/profile.d/",
                  "/etc/bash.bashrc",
                  "/etc/bashrc",
                  "/etc/environment",
                  "/etc/zsh/",
                  "/etc/zshenv",
                  "/etc/csh.cshrc",
                  "/etc/csh.login",
                  "/etc/bash_completion.d/",
                  "/etc/sysconfig/network-scripts/",
                  "/etc/xinetd.d/",
                  "/etc/inetd.conf",
                  "/etc/skel/",
                  "/etc/ppp/",
                  "/etc/acpi/",
                  "/etc/kernel/",
                  "/etc/yum/",
                  "/etc/dnf/")),
          new Rule(
              "puts code or rules into every process",
              List.of(
                  "/etc/ld.so.preload",
                  "/etc/ld.so.conf",
                  "/etc/ld.so.conf.d/",
                  "/etc/ld.so.cache",
                  "/etc/polkit-1/",
                  "/etc/nsswitch.conf",
                  "/etc/modprobe.d/",
                  "/etc/modprobe.conf",
                  "/etc/depmod.d/",
                  "/etc/modules-load.d/",
                  "/etc/modules",
                  "/etc/binfmt.d/",
                  "/etc/tmpfiles.d/",
                  "/etc/selinux/",
                  "/etc/apparmor.d/",
                  "/etc/alternatives/",
                  "/etc/gai.conf")),
          new Rule(
              "goes around the rules for sysctls: use Api /v1/sysctl",
              List.of("/etc/sysctl.d/", "/etc/sysctl.conf", "/run/sysctl.d/")),
          new Rule(
              "goes around the rules for names: use Api /v1/hostname",
              List.of("/etc/hostname", "/etc/machine-id", "/etc/machine-info")),
          new Rule(
              "is an interface of the kernel, a device, a socket or needed to boot",
              List.of(
                  "/proc/",
                  "/sys/",
                  "/dev/",
                  "/boot/",
                  "/efi/",
                  "/run/",
                  "/var/run/",
                  "/var/lock/")),
          new Rule(
              "is Keelson's own",
              List.of("/var/lib/keelson/", "/etc/keelson/", "/var/log/keelson/")));

  /** Read by shells from any home directory. */
  private static final Set<String> SHELL_FILES =
      Set.of(
          ".bashrc",
          ".bash_profile",
          ".bash_login",
          ".bash_logout",
          ".profile",
          ".zshenv",
          ".zshrc",
          ".zprofile",
          ".zlogin",
          ".cshrc",
          ".tcshrc",
          ".login");

  /** The agent's files on their way into place, which it removes when it finds them again. */
  private static final String OWN_PREFIX = ".keelson-";

  private RefusedPaths() {}

  /** The first rule that refuses this path. */
  static Optional<Problem> check(String field, FilePath path) {
    String text = path.text().toLowerCase(Locale.ROOT);
    if (text.contains("/.ssh/") || text.endsWith("/.ssh")) {
      return Optional.of(refused(field, path, "holds accounts or keys"));
    }
    String name = path.names().getLast().toLowerCase(Locale.ROOT);
    if (SHELL_FILES.contains(name)) {
      return Optional.of(refused(field, path, "runs when its user logs in"));
    }
    if (name.startsWith(OWN_PREFIX)) {
      return Optional.of(refused(field, path, "has a name that Keelson keeps for itself"));
    }
    return RULES.stream()
        .filter(rule -> rule.places.stream().anyMatch(place -> hits(text, place)))
        .findFirst()
        .map(rule -> refused(field, path, rule.why));
  }

  private static boolean hits(String path, String place) {
    return place.endsWith("/")
        ? path.startsWith(place) || (path + "/").equals(place)
        : path.equals(place) || path.equals(place + "-");
  }

  private static Problem refused(String field, FilePath path, String why) {
    return new Problem(PATH_FORBIDDEN, field, path.text(), path.text() + " is refused: it " + why);
  }
}
