package io.keelson.console.page;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The languages that pages come in. */
public enum Language {
  EN("en", "English", Locale.ENGLISH),
  ZH("zh", "简体中文", Locale.SIMPLIFIED_CHINESE);

  private final String code;
  private final String ownName;
  private final Locale locale;

  Language(String code, String ownName, Locale locale) {
    this.code = code;
    this.ownName = ownName;
    this.locale = locale;
  }

  /** As users choose and the database keeps it: en, zh. */
  public String code() {
    return code;
  }

  /** As its speakers write it. */
  public String ownName() {
    return ownName;
  }

  /** For the page's {@code lang}: a screen reader's voice and the fonts depend on it. */
  public String tag() {
    return this == ZH ? "zh-Hans" : code;
  }

  public Locale locale() {
    return locale;
  }

  /** The language with this code. */
  public static Optional<Language> of(@Nullable String code) {
    for (Language language : values()) {
      if (language.code.equals(code)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /** The first that a browser asks for and that there is; else English. */
  public static Language accepted(@Nullable String acceptLanguage) {
    if (acceptLanguage == null || acceptLanguage.length() > 500) {
      return EN;
    }
    try {
      List<LanguageRange> wanted = LanguageRange.parse(acceptLanguage);
      for (LanguageRange range : wanted) {
        Optional<Language> known = of(range.getRange().split("-", 2)[0]);
        if (known.isPresent() && range.getWeight() > 0) {
          return known.get();
        }
      }
    } catch (IllegalArgumentException notAHeader) {
      return EN;
    }
    return EN;
  }
}
