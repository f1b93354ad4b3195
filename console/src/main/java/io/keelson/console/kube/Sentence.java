package io.keelson.console.kube;

import io.keelson.console.page.Texts;
import java.util.List;

/**
 * What an answer means to a person, before it is in a language.
 *
 * @param key of the text
 * @param values that stand in the text
 * @param detail what the API server, a rule of the CRD or an admission policy said itself, field by
 *     field; empty when it would help nobody
 */
public record Sentence(String key, List<Object> values, List<String> detail) {

  public Sentence {
    values = List.copyOf(values);
    detail = List.copyOf(detail);
  }

  /** In the reader's language. */
  public String in(Texts texts) {
    return texts.of(key, values.toArray());
  }
}
