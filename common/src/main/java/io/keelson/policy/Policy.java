package io.keelson.policy;

import io.keelson.problem.Problem;
import io.keelson.setting.FilePath;
import io.keelson.setting.FileSetting;
import io.keelson.setting.Hostname;
import io.keelson.setting.LocalPortCheck;
import io.keelson.setting.Setting;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.rules.LocalPorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a site allows, whoever asks: read from a file, never a part of a request. What the code
 * itself refuses stays refused whatever stands here. Immutable.
 *
 * @param bindings what single namespaces may of all that
 */
public record Policy(
    SysctlRules sysctls, FileRules files, HostnameRule hostname, Bindings bindings) {

  /** Allows nothing. */
  public static final Policy NOTHING =
      new Policy(
          new SysctlRules(List.of()),
          new FileRules(List.of()),
          HostnameRule.REFUSED,
          new Bindings(List.of()));

  /** A node that every binding fits: for who does not know the node's labels. */
  public static final Predicate<Map<String, String>> ANY_NODE = labels -> true;

  /**
   * Every refusal of what an object of this namespace asks of a node.
   *
   * @param settings in the order of the parameters, from which the fields in problems come
   * @param node tells whether the node has these labels
   */
  public List<Problem> check(
      List<? extends Setting> settings, String namespace, Predicate<Map<String, String>> node) {
    Grant grant = bindings.of(namespace, node);
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      String field = "parameters[" + i + "]";
      Setting setting = settings.get(i);
      check(field, setting).or(() -> grant.check(field + ".key", setting)).ifPresent(problems::add);
    }
    new LocalPortCheck(LocalPorts.ofCluster(), this::accepts)
        .checkAlone(settings)
        .ifPresent(problems::add);
    return problems;
  }

  /**
   * Whether an entry names this very key with this very value, and so takes it as it stands, where
   * it would be refused otherwise.
   */
  public boolean accepts(Sysctl sysctl) {
    return sysctls.accepts(sysctl);
  }

  /**
   * The refusals by bindings alone, which are what depends on the node; {@link #check} has them
   * too.
   *
   * @param node tells whether the node has these labels
   */
  public List<Problem> checkBindings(
      List<? extends Setting> settings, String namespace, Predicate<Map<String, String>> node) {
    Grant grant = bindings.of(namespace, node);
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      grant.check("parameters[" + i + "].key", settings.get(i)).ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<Problem> check(String field, Setting setting) {
    return switch (setting) {
      case Sysctl sysctl -> sysctls.check(field, sysctl);
      case FileSetting file -> files.check(field, file);
      case Hostname name -> hostname.check(field);
    };
  }

  /** The refusal of a sysctl that is only read, if it is not among those that may be set. */
  public Optional<Problem> checkRead(SysctlName name) {
    return sysctls.checkName("", name);
  }

  /** Why a file may not be looked at, if it is none that may be written. */
  public Optional<Problem> checkRead(FilePath path) {
    return files.checkPath("", path);
  }

  /**
   * The directory whose file system a file must be on: the root above it, or its own directory when
   * the policy names the very path. Empty when the file is not allowed.
   */
  public Optional<FilePath> rootOf(FilePath path) {
    return files.checkPath("", path).isPresent() ? Optional.empty() : files.rootOf(path);
  }

  /** Whether directories that a file needs are made, from {@link #rootOf} downwards. */
  public boolean createsParents(FilePath path) {
    return rootOf(path).isPresent() && files.createsParents(path);
  }

  /** Everything it allows, one line for each entry. */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.addAll(sysctls.summary());
    lines.addAll(files.summary());
    lines.add(hostname.summary());
    lines.addAll(bindings.summary());
    return lines;
  }
}
