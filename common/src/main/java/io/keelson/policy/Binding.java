package io.keelson.policy;

import io.keelson.setting.FilePath;
import io.keelson.setting.FileSetting;
import io.keelson.setting.Hostname;
import io.keelson.setting.Setting;
import io.keelson.setting.Sysctl;
import io.keelson.setting.rules.KeyPattern;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What some namespaces may, of what the policy allows at all.
 *
 * @param namespaces their names, or {@code *} alone
 * @param nodeLabels which a node must have; empty for every node
 * @param files directories with all below them, or single paths
 */
public record Binding(
    List<String> namespaces,
    Map<String, String> nodeLabels,
    List<KeyPattern> sysctls,
    List<FilePath> files,
    boolean hostname) {

  public Binding {
    namespaces = List.copyOf(namespaces);
    nodeLabels = Map.copyOf(nodeLabels);
    sysctls = List.copyOf(sysctls);
    files = List.copyOf(files);
  }

  boolean gives(Setting setting) {
    return switch (setting) {
      case Sysctl sysctl -> sysctls.stream().anyMatch(keys -> keys.matches(sysctl.name().text()));
      case FileSetting file ->
          files.stream().anyMatch(at -> file.path().equals(at) || file.path().isBelow(at));
      case Hostname name -> hostname;
    };
  }

  String summary() {
    return "namespaces %s%s: sysctls %s, files %s, hostname %s"
        .formatted(
            String.join(", ", namespaces),
            nodeLabels.isEmpty() ? "" : " on nodes with " + new TreeMap<>(nodeLabels),
            sysctls.stream().map(KeyPattern::text).toList(),
            files.stream().map(FilePath::text).toList(),
            hostname ? "yes" : "no");
  }
}
