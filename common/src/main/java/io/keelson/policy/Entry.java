package io.keelson.policy;

import io.keelson.policy.Located.Fields;
import io.keelson.policy.Located.Items;
import io.keelson.policy.Located.Member;
import io.keelson.policy.Located.Spot;
import io.keelson.policy.Located.Text;
import io.keelson.policy.Located.Truth;
import io.keelson.policy.Located.Whole;
import io.keelson.problem.Problem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An object of the policy that is being read: what is asked for is known, the rest is a mistake.
 */
final class Entry {

  private final String title;
  private final Located value;
  private final Map<String, Member> members;
  private final List<Mistake> mistakes;
  private final TreeSet<String> known = new TreeSet<>();

  Entry(String title, Located value, List<Mistake> mistakes) {
    this.title = title;
    this.value = value;
    this.mistakes = mistakes;
    this.members = value instanceof Fields fields ? fields.members() : Map.of();
    if (!isObject()) {
      mistake(title + ": " + value.kind() + " where an object in braces is needed");
    }
  }

  String title() {
    return title;
  }

  boolean isObject() {
    return value instanceof Fields;
  }

  boolean has(String name) {
    return take(name).isPresent();
  }

  /** Where the field stands, or the object when it has none. */
  Spot spotOf(String name) {
    return take(name).map(Located::at).orElse(value.at());
  }

  Optional<Located> take(String name) {
    known.add(name);
    return Optional.ofNullable(members.get(name)).map(Member::value);
  }

  Optional<Text> text(String name) {
    return take(name).flatMap(given -> asText(name, given));
  }

  private Optional<Text> asText(String name, Located given) {
    if (given instanceof Text text) {
      return Optional.of(text);
    }
    mistake(given.at(), name + ": " + given.kind() + " where text in quotes is needed");
    return Optional.empty();
  }

  /** A whole number, or text of one for those that YAML would round. */
  Optional<BigInteger> whole(String name) {
    return take(name).flatMap(given -> asWhole(name, given));
  }

  private Optional<BigInteger> asWhole(String name, Located given) {
    if (given instanceof Whole whole) {
      return Optional.of(whole.number());
    }
    if (given instanceof Text text && text.text().matches("-?[0-9]{1,20}")) {
      return Optional.of(new BigInteger(text.text()));
    }
    mistake(given.at(), name + ": " + given.kind() + " where a whole number is needed");
    return Optional.empty();
  }

  /** False, with a mistake, when it is something else. */
  boolean truth(String name) {
    return take(name)
        .map(
            given -> {
              if (given instanceof Truth truth) {
                return truth.value();
              }
              mistake(given.at(), name + ": " + given.kind() + " where true or false is needed");
              return false;
            })
        .orElse(false);
  }

  /** Whether the field says {@code accepted}, the only word it takes. */
  boolean accepted(String name) {
    Optional<Text> word = text(name);
    if (word.isPresent() && !word.get().text().equals("accepted")) {
      mistake(
          word.get().at(),
          name
              + ": \""
              + word.get().text()
              + "\": the only word is \"accepted\"; else leave it out");
    }
    return word.filter(text -> text.text().equals("accepted")).isPresent();
  }

  /** Whether the field says {@code accepted} and not {@code refused}, as it also does by itself. */
  boolean acceptedNotRefused(String name) {
    Optional<Text> word = text(name);
    if (word.isPresent() && !word.get().text().matches("accepted|refused")) {
      mistake(
          word.get().at(),
          name + ": \"" + word.get().text() + "\": the words are \"accepted\" and \"refused\"");
    }
    return word.filter(text -> text.text().equals("accepted")).isPresent();
  }

  List<Located> list(String name) {
    return take(name)
        .map(
            given -> {
              if (given instanceof Items items) {
                return items.items();
              }
              mistake(
                  given.at(), name + ": " + given.kind() + " where a list in brackets is needed");
              return List.<Located>of();
            })
        .orElse(List.of());
  }

  List<Text> texts(String name) {
    List<Text> texts = new ArrayList<>();
    list(name).forEach(item -> asText(name, item).ifPresent(texts::add));
    return texts;
  }

  void mistake(String message) {
    mistakes.add(value.at().mistake(message));
  }

  void mistake(Spot at, String message) {
    mistakes.add(at.mistake(title + "." + message));
  }

  /** To be called last. */
  void refuseOthers() {
    members.forEach(
        (name, member) -> {
          if (!known.contains(name)) {
            mistakes.add(
                member
                    .at()
                    .mistake(
                        "%s: unknown field \"%s\": known are %s"
                            .formatted(title, Problem.printable(name), String.join(", ", known))));
          }
        });
  }
}
