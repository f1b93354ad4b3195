package io.keelson.setting;

import static io.keelson.problem.ProblemCode.PATH_FORBIDDEN;

import io.keelson.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What writing a file could do, wherever a site allows files: accounts and keys, what runs as root
 * at boot or later, what goes around the rules for sysctls and names, kernel interfaces, and
 * Keelson's own. A second net: the fence is what the policy allows.
 *
 * <p>Names are compared in lower case, so that a file system that ignores case gives no way around.
 *
 * @param why in words that follow "it"
 */
public record PathRisk(Tier tier, String why) {

  /** How much it takes to allow such a file. */
  public enum Tier {
    /** Nothing allows it. */
    NEVER,
    /** Who writes it is root on the node: the policy must name the very path and accept that. */
    ROOT_EQUIVALENT
  }

  /**
   * A rule's place is a directory with all below it when it ends with a slash, else one file and
   * its backups ({@code passwd-}). The first rule that hits decides.
   */
  private record Rule(PathRisk risk, List<String> places) {}

  private static final String ACCOUNTS = "holds accounts or keys";
  private static final String PAM = "decides who may log in (PAM)";
  private static final String LOGIN = "runs when its user logs in";
  private static final String SYSCTLS = "goes around the rules for sysctls: use Api /v1/sysctl";

  private static final List<Rule> RULES =
      List.of(
          rootEquivalent(
              "is read by PAM at each login",
              "/etc/security/limits.conf",
              "/etc/security/limits.d/"),
          never(
              ACCOUNTS,
              "/etc/shadow",
              "/etc/passwd",
              "/etc/group",
              "/etc/gshadow",
              "/etc/subuid",
              "/etc/subgid",
              "/etc/sudoers",
              "/etc/sudoers.d/",
              "/usr/etc/sudoers",
              "/etc/ssh/",
              "/usr/etc/ssh/",
              "/root/",
              "/etc/security/",
              "/etc/kubernetes/pki/",
              "/var/lib/kubelet/pki/",
              "/var/lib/kubelet/pods/",
              "/var/lib/etcd/"),
          never(
              PAM,
              "/etc/pam.d/",
              "/etc/pam.conf",
              "/usr/lib/pam.d/",
              "/usr/etc/pam.d/",
              "/lib/pam.d/"),
          never(
              "is started by the kubelet as root (static pods)",
              "/etc/kubernetes/manifests/",
              "/etc/kubelet.d/",
              "/var/lib/rancher/k3s/agent/pod-manifests/",
              "/var/lib/rancher/rke2/agent/pod-manifests/",
              "/var/lib/rancher/k3s/server/",
              "/var/lib/rancher/rke2/server/",
              "/var/lib/k0s/manifests/",
              "/var/lib/k0s/pki/"),
          never("puts code into every process", "/etc/ld.so.preload"),
          never(
              SYSCTLS,
              "/etc/sysctl.d/",
              "/etc/sysctl.conf",
              "/run/sysctl.d/",
              "/usr/lib/sysctl.d/",
              "/usr/local/lib/sysctl.d/",
              "/lib/sysctl.d/"),
          never(
              "goes around the rules for names: use Api /v1/hostname",
              "/etc/hostname",
              "/etc/machine-id",
              "/etc/machine-info"),
          rootEquivalent("runs as root at boot", "/run/systemd/"),
          never(
              "is an interface of the kernel, a device, a socket or needed to boot",
              "/proc/",
              "/sys/",
              "/dev/",
              "/boot/",
              "/efi/",
              "/run/",
              "/var/run/",
              "/var/lock/"),
          never("is Keelson's own", "/var/lib/keelson/", "/etc/keelson/", "/var/log/keelson/"),
          rootEquivalent(
              "decides what runs on the node as a container",
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
              "/etc/docker/",
              "/var/lib/containerd/",
              "/var/lib/docker/",
              "/var/lib/etcd/"),
          rootEquivalent(
              "runs as root at boot",
              "/etc/systemd/",
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
              "/etc/dracut.conf.d/"),
          rootEquivalent(
              "runs as root later",
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
              "/etc/yum.conf",
              "/etc/dnf/"),
          rootEquivalent(
              "puts code or rules into every process",
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
              "/etc/gai.conf"),
          rootEquivalent(
              "decides where the node's programs come from",
              "/etc/apt/",
              "/etc/yum.repos.d/",
              "/etc/zypp/",
              "/etc/pki/rpm-gpg/"));

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

  /** What writing this file could do; empty when it is a file like others. */
  public static Optional<PathRisk> of(FilePath path) {
    String text = path.text().toLowerCase(Locale.ROOT);
    if (text.contains("/.ssh/") || text.endsWith("/.ssh")) {
      return Optional.of(new PathRisk(Tier.NEVER, ACCOUNTS));
    }
    String name = path.names().getLast().toLowerCase(Locale.ROOT);
    if (name.startsWith("pam_") && name.endsWith(".so")) {
      return Optional.of(new PathRisk(Tier.NEVER, PAM));
    }
    if (name.startsWith(OWN_PREFIX)) {
      return Optional.of(new PathRisk(Tier.NEVER, "has a name that Keelson keeps for itself"));
    }
    return RULES.stream()
        .filter(rule -> rule.places.stream().anyMatch(place -> hits(text, place)))
        .findFirst()
        .map(Rule::risk)
        .or(
            () ->
                SHELL_FILES.contains(name)
                    ? Optional.of(new PathRisk(Tier.ROOT_EQUIVALENT, LOGIN))
                    : Optional.empty());
  }

  /** The refusal that no policy can lift, if there is one. */
  static Optional<Problem> check(String field, FilePath path) {
    return of(path)
        .filter(risk -> risk.tier == Tier.NEVER)
        .map(
            risk ->
                new Problem(
                    PATH_FORBIDDEN,
                    field,
                    path.text(),
                    path.text() + " is refused: it " + risk.why));
  }

  private static boolean hits(String path, String place) {
    return place.endsWith("/")
        ? path.startsWith(place) || (path + "/").equals(place)
        : path.equals(place) || path.equals(place + "-");
  }

  private static Rule never(String why, String... places) {
    return new Rule(new PathRisk(Tier.NEVER, why), List.of(places));
  }

  private static Rule rootEquivalent(String why, String... places) {
    return new Rule(new PathRisk(Tier.ROOT_EQUIVALENT, why), List.of(places));
  }
}
