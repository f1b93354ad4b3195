package io.keelson.setting.rules;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table: the rule that some keys share.
 *
 * @param share what the node's memory adds; null for nothing
 * @param guards what stands before values, the first that hits counting
 * @param why the reason of the guards, else of the form; empty when the kernel's own rule is no
 *     wider
 * @param source where the rule is from
 */
public record SysctlRow(
    List<KeyPattern> keys,
    ValueForm form,
    @Nullable MemoryShare share,
    List<Guard> guards,
    String why,
    String source) {

  public SysctlRow {
    keys = List.copyOf(keys);
    guards = List.copyOf(guards);
  }

  boolean covers(String name) {
    return keys.stream().anyMatch(key -> key.matches(name));
  }

  /** What stands before a value, if anything. */
  public Optional<Guard> guard(String value) {
    return guards.stream().filter(guard -> guard.hits(value)).findFirst();
  }

  /** What stands before every value, if anything. */
  public Optional<Guard> guardOfAll() {
    return guards.stream().filter(Guard::isForAll).findFirst();
  }

  /** Whether some value can be set once and never be taken back. */
  public boolean hasOneWay() {
    return guards.stream().anyMatch(guard -> guard.tier() == Tier.IRREVERSIBLE);
  }

  /**
   * Whether a value can be of numbers within these ends; true also when it is not of numbers.
   *
   * @param least null for no end
   * @param most null for no end
   */
  public boolean hasNumbers(@Nullable BigInteger least, @Nullable BigInteger most) {
    return !(form instanceof ValueForm.Numbers numbers)
        || numbers.each().stream().allMatch(each -> each.reaches(least, most));
  }

  /** What the node's memory adds, if anything. */
  public Optional<MemoryShare> memoryShare() {
    return Optional.ofNullable(share);
  }

  /**
   * What is wrong with the form of a value, if anything, in words that follow it.
   *
   * @param value what has passed the general grammar
   */
  public Optional<String> wrong(String value) {
    return form.fits(value) ? Optional.empty() : Optional.of("is not " + form.inWords() + reason());
  }

  /** The reason of the bounds as the end of a sentence; empty when there is nothing to explain. */
  public String reason() {
    return why.isEmpty() || !guards.isEmpty() ? "" : ": " + why;
  }
}
