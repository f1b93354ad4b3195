package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.CONFLICT;

import io.keelson.agent.plan.FileState;
import io.keelson.agent.plan.SysctlText;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Entry.Slot;
import io.keelson.agent.record.Holdings;
import io.keelson.agent.record.Written;
import io.keelson.problem.Problem;
import io.keelson.setting.AbsentFile;
import io.keelson.setting.Api;
import io.keelson.setting.FileSetting;
import io.keelson.setting.Hostname;
import io.keelson.setting.ManagedFile;
import io.keelson.setting.Setting;
import io.keelson.setting.Sysctl;
import io.keelson.setting.rules.Rivals;
import io.keelson.wire.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may have which key. The same value is shared; where two differ, the older owner has it. Pure.
 *
 * @param owner who asks
 */
record Contest(Holdings holdings, Api api, Owner owner) {

  /** One for each key that an older owner holds with another value. */
  List<Problem> conflicts(List<Setting> wanted) {
    List<Problem> conflicts = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Setting setting = wanted.get(i);
      int parameter = i;
      if (differs(setting)) {
        elder(setting.key()).ifPresent(elder -> conflicts.add(conflict(parameter, setting, elder)));
      }
      rival(setting)
          .flatMap(rival -> elder(rival.key()))
          .ifPresent(elder -> conflicts.add(conflict(parameter, setting, elder)));
    }
    conflicts.addAll(asDirectories(wanted));
    return conflicts;
  }

  /** One for each file of which an older owner's file is the directory, or the other way round. */
  private List<Problem> asDirectories(List<Setting> wanted) {
    List<Problem> conflicts = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i) instanceof FileSetting file) {
        String field = "parameters[" + i + "]";
        Stream.concat(above(file), below(file))
            .flatMap(other -> elder(other).stream().map(elder -> nested(file, other, elder)))
            .findFirst()
            .ifPresent(why -> conflicts.add(new Problem(CONFLICT, field, file.key(), why)));
      }
    }
    return conflicts;
  }

  private Stream<String> above(FileSetting file) {
    return file.path().above().stream()
        .filter(directory -> holdings.entry(Api.FILE, directory).isPresent());
  }

  private Stream<String> below(FileSetting file) {
    String directory = file.key() + "/";
    return holdings.entries().keySet().stream()
        .filter(slot -> slot.api() == Api.FILE && slot.key().startsWith(directory))
        .map(Slot::key);
  }

  private static String nested(FileSetting file, String other, Owner elder) {
    return "%s: MyKind %s/%s, which is older, has %s on this node, and one of the two would be the directory of the other: let one of them go"
        .formatted(file.key(), elder.namespace(), elder.name(), other);
  }

  /** A key that cannot stay as it is held when this one is set. */
  private Optional<Entry> rival(Setting wanted) {
    return wanted instanceof Sysctl sysctl
        ? Rivals.of(sysctl.key())
            .flatMap(key -> holdings.entry(api, key))
            .filter(
                entry -> Rivals.sameAs(sysctl.key()).isEmpty() || !same(sysctl, entry.written()))
        : Optional.empty();
  }

  private Optional<Owner> elder(String key) {
    return holdings.othersThan(owner, api, key).stream()
        .filter(other -> Owner.OLDEST_FIRST.compare(other, owner) < 0)
        .findFirst();
  }

  private static Problem conflict(int parameter, Setting setting, Owner elder) {
    return new Problem(
        CONFLICT,
        "parameters[" + parameter + "]",
        setting.key(),
        "%s: MyKind %s/%s, which is older, has set it on this node to something else: let one of the two set it, or both to the same"
            .formatted(setting.key(), elder.namespace(), elder.name()));
  }

  /** The keys that others hold with another value, and hold no longer when this is carried out. */
  Set<String> taken(List<Setting> wanted) {
    return Stream.concat(
            wanted.stream().filter(this::differs).map(Setting::key),
            wanted.stream().flatMap(each -> rival(each).stream()).map(Entry::key))
        .filter(key -> !holdings.othersThan(owner, api, key).isEmpty())
        .collect(Collectors.toSet());
  }

  /**
   * What only this owner held and asks for no more, and what cannot stay beside what it asks for.
   */
  List<Entry> dropped(List<Setting> wanted) {
    Set<String> keys = wanted.stream().map(Setting::key).collect(Collectors.toSet());
    return Stream.concat(
            holdings.alone(owner, api).stream(),
            wanted.stream().flatMap(each -> rival(each).stream()))
        .filter(entry -> !keys.contains(entry.key()))
        .distinct()
        .toList();
  }

  private boolean differs(Setting wanted) {
    return holdings
        .entry(api, wanted.key())
        .filter(entry -> !same(wanted, entry.written()))
        .isPresent();
  }

  private static boolean same(Setting wanted, Written written) {
    return switch (wanted) {
      case Sysctl sysctl ->
          written instanceof Written.Sysctl it
              && SysctlText.same(sysctl.value().text(), it.value());
      case Hostname hostname ->
          written instanceof Written.Hostname it && hostname.name().equals(it.name());
      case ManagedFile file -> written instanceof Written.File it && same(file, it.state());
      case AbsentFile absent -> written instanceof Written.File it && it.state() == null;
    };
  }

  private static boolean same(ManagedFile wanted, @Nullable FileState is) {
    return is != null
        && wanted.content().checksum().equals(is.checksum())
        && wanted.mode().bits() == is.mode()
        && wanted.owner().orElse(is.owner()) == is.owner()
        && wanted.group().orElse(is.group()) == is.group();
  }
}
