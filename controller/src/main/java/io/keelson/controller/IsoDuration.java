package io.keelson.controller;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as ISO-8601 writes it. */
final class IsoDuration implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "\""
              + text
              + "\" is not a duration of ISO-8601: write it like PT30S, PT10M, PT24H or P90D");
    }
  }
}
