package io.keelson.policy;

import io.keelson.policy.Located.Fields;
import io.keelson.policy.Located.Text;
import io.keelson.setting.FilePath;
import io.keelson.setting.rules.KeyPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Makes a policy of JSON. Goes on after each mistake, so that a person sees all of them at once.
 */
final class PolicyReader {

  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern LABEL =
      Pattern.compile(
          "([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?");

  private final List<Mistake> mistakes;

  PolicyReader(List<Mistake> mistakes) {
    this.mistakes = mistakes;
  }

  /** The policy, to be used only when no mistake was added. */
  Policy policy(Located value) {
    Entry top = new Entry("the policy", value, mistakes);
    SysctlEntries sysctls = new SysctlEntries();
    FileEntries files = new FileEntries();
    Policy policy =
        new Policy(
            new SysctlRules(entries(top, "sysctls", sysctls::read)),
            new FileRules(entries(top, "files", files::read)),
            top.take("hostname").map(this::hostname).orElse(HostnameRule.REFUSED),
            new Bindings(entries(top, "bindings", this::binding)));
    top.refuseOthers();
    return policy;
  }

  private <T> List<T> entries(Entry top, String name, Function<Entry, Optional<T>> read) {
    List<T> entries = new ArrayList<>();
    List<Located> items = top.list(name);
    for (int i = 0; i < items.size(); i++) {
      Entry entry = new Entry(name + "[" + i + "]", items.get(i), mistakes);
      if (entry.isObject()) {
        read.apply(entry).ifPresent(entries::add);
        entry.refuseOthers();
      }
    }
    return entries;
  }

  private HostnameRule hostname(Located value) {
    Entry entry = new Entry("hostname", value, mistakes);
    if (!entry.isObject()) {
      return HostnameRule.REFUSED;
    }
    if (!entry.has("allowed")) {
      entry.mistake("hostname: \"allowed\" is missing: true or false");
    }
    boolean allowed = entry.truth("allowed");
    boolean kubeletNodeName = entry.acceptedNotRefused("kubeletNodeName");
    if (kubeletNodeName && !allowed) {
      entry.mistake(
          entry.spotOf("kubeletNodeName"),
          "kubeletNodeName: no name is allowed, so that it does nothing: leave it out");
    }
    entry.refuseOthers();
    return new HostnameRule(allowed, kubeletNodeName);
  }

  private Optional<Binding> binding(Entry entry) {
    List<String> namespaces = new ArrayList<>();
    if (entry.list("namespaces").isEmpty()) {
      entry.mistake(
          entry.title() + ": \"namespaces\" is missing: name at least one, or \"*\" alone");
    }
    for (Text text : entry.texts("namespaces")) {
      if (text.text().equals(Bindings.ALL) || NAMESPACE.matcher(text.text()).matches()) {
        namespaces.add(text.text());
      } else {
        entry.mistake(
            text.at(), "namespaces: \"" + text.text() + "\" is not the name of a namespace");
      }
    }
    if (namespaces.contains(Bindings.ALL) && namespaces.size() > 1) {
      entry.mistake(
          entry.title()
              + ": \"*\" stands alone: it means all namespaces that no other binding names");
    }
    return Optional.of(
        new Binding(
            namespaces,
            labels(entry),
            patterns(entry),
            paths(entry),
            entry.has("hostname") && entry.truth("hostname")));
  }

  private Map<String, String> labels(Entry entry) {
    Map<String, String> labels = new HashMap<>();
    entry
        .take("nodeLabels")
        .ifPresent(
            value -> {
              if (value instanceof Fields fields) {
                fields.members().forEach((key, member) -> label(entry, key, member, labels));
              } else {
                entry.mistake(
                    value.at(),
                    "nodeLabels: " + value.kind() + " where an object of labels is needed");
              }
            });
    return labels;
  }

  private static void label(
      Entry entry, String key, Located.Member member, Map<String, String> labels) {
    if (!LABEL.matcher(key).matches()) {
      entry.mistake(member.at(), "nodeLabels: \"" + key + "\" is not the name of a label");
    } else if (member.value() instanceof Text text && LABEL_VALUE.matcher(text.text()).matches()) {
      labels.put(key, text.text());
    } else {
      entry.mistake(
          member.value().at(), "nodeLabels: the value of " + key + " must be a label's, in quotes");
    }
  }

  private static List<KeyPattern> patterns(Entry entry) {
    return entry.texts("sysctls").stream()
        .map(text -> SysctlEntries.pattern(entry, "sysctls", text))
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<FilePath> paths(Entry entry) {
    return entry.texts("files").stream()
        .map(text -> FileEntries.path(entry, "files", text))
        .flatMap(Optional::stream)
        .toList();
  }
}
