package io.keelson.controller.source;

import static io.keelson.problem.ProblemCode.CONTENT_TOO_LARGE;
import static io.keelson.problem.ProblemCode.VALUE_SOURCE_FORBIDDEN;
import static io.keelson.problem.ProblemCode.VALUE_SOURCE_INVALID;
import static io.keelson.problem.ProblemCode.VALUE_SOURCE_MISSING;
import static io.keelson.problem.ProblemCode.VALUE_SOURCE_UNREAD;

import io.keelson.api.Http;
import io.keelson.api.MyKindParameter;
import io.keelson.api.MyKindSpec;
import io.keelson.api.ValueSource;
import io.keelson.api.ValueSource.KeyRef;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.source.SourceObject.Kind;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.wire.Decoded;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which values of a MyKind come from elsewhere, and the MyKind with them filled in. */
final class Sourcing {

  private Sourcing() {}

  /** What must be read for it; nothing when it is leaving, for what it holds is only given back. */
  static Set<Source> of(MyKind kind) {
    Set<Source> sources = new LinkedHashSet<>();
    if (kind.departure() == null && kind.spec() instanceof Decoded.Value<MyKindSpec> read) {
      Http http = read.value().http();
      for (MyKindParameter parameter : http.parameters()) {
        Source source = source(kind, parameter.valueFrom());
        if (source != null && mistake(http.api(), parameter, source) == null) {
          sources.add(source);
        }
      }
    }
    return sources;
  }

  /** True when a value of it is said to come from elsewhere, rightly or not. */
  static boolean isIn(MyKind kind) {
    return kind.departure() == null
        && kind.spec() instanceof Decoded.Value<MyKindSpec> read
        && read.value().http().parameters().stream().anyMatch(one -> one.valueFrom() != null);
  }

  /** The MyKind with what was read; what was not read is a problem in it. */
  static MyKind filled(MyKind kind, Map<Source, Content> contents) {
    if (!(kind.spec() instanceof Decoded.Value<MyKindSpec> read)) {
      return kind;
    }
    Http http = read.value().http();
    List<Problem> problems = new ArrayList<>();
    List<MyKindParameter> parameters = new ArrayList<>();
    List<String> checksums = new ArrayList<>();
    for (int i = 0; i < http.parameters().size(); i++) {
      MyKindParameter parameter = http.parameters().get(i);
      ValueSource from = parameter.valueFrom();
      if (from == null) {
        parameters.add(parameter);
        continue;
      }
      String field = "Parameters[" + i + "].ValueFrom";
      Source source = source(kind, from);
      String mistake = mistake(http.api(), parameter, source);
      if (source == null || mistake != null) {
        problems.add(problem(VALUE_SOURCE_INVALID, field, parameter, String.valueOf(mistake)));
      } else if (contents.get(source) instanceof Content.Bytes bytes) {
        parameters.add(parameter.sourced(bytes.base64()));
        checksums.add(bytes.checksum());
      } else {
        problems.add(missing(field, parameter, source, contents.get(source)));
      }
    }
    return kind.sourced(
        read.value().with(http.with(parameters)), problems, String.join(" ", checksums));
  }

  private static @Nullable Source source(MyKind kind, @Nullable ValueSource from) {
    if (from == null || (from.configMap() == null) == (from.secret() == null)) {
      return null;
    }
    KeyRef map = from.configMap();
    KeyRef secret = from.secret();
    String namespace = kind.owner().namespace();
    if (map != null) {
      return new Source(new SourceObject(Kind.CONFIG_MAP, namespace, map.name()), map.key());
    }
    return secret == null
        ? null
        : new Source(new SourceObject(Kind.SECRET, namespace, secret.name()), secret.key());
  }

  private static @Nullable String mistake(
      String api, MyKindParameter parameter, @Nullable Source source) {
    if (source == null) {
      return "ValueFrom takes exactly one of ConfigMapKeyRef and SecretKeyRef";
    }
    if (!Api.FILE.path().equals(api)) {
      return "ValueFrom belongs to Api " + Api.FILE.path() + " only";
    }
    if ("Absent".equals(parameter.ensure())) {
      return "with Ensure Absent the file is removed: leave out ValueFrom";
    }
    return parameter.value() != null || parameter.encoding() != null
        ? "give either Value, with Encoding if you want, or ValueFrom, which takes the bytes as"
            + " they are"
        : null;
  }

  private static Problem missing(
      String field, MyKindParameter parameter, Source source, @Nullable Content content) {
    String object = source.object().words();
    return switch (content) {
      case Content.NoObject none ->
          problem(
              VALUE_SOURCE_MISSING,
              field,
              parameter,
              "there is no " + object + ": create it, it is looked for again and again");
      case Content.NoKey none ->
          problem(
              VALUE_SOURCE_MISSING,
              field,
              parameter,
              object + " has no key \"" + Problem.printable(source.key()) + "\"");
      case Content.TooLarge large ->
          problem(
              CONTENT_TOO_LARGE,
              field,
              parameter,
              object
                  + ": what \""
                  + Problem.printable(source.key())
                  + "\" holds is larger than 512 KiB");
      case Content.Forbidden forbidden ->
          problem(
              VALUE_SOURCE_FORBIDDEN,
              field,
              parameter,
              "the controller may not read "
                  + object
                  + ": who installs Keelson allows it for this namespace with the chart's value"
                  + " valueFrom."
                  + (source.object().kind() == Kind.SECRET ? "secrets" : "configMaps"));
      case Content.Unread unread ->
          problem(
              VALUE_SOURCE_UNREAD,
              field,
              parameter,
              object + " could not be read, which is tried again: " + unread.why());
      case Content.Bytes bytes -> throw new IllegalArgumentException("it was read");
      case null -> problem(VALUE_SOURCE_UNREAD, field, parameter, object + " is not read yet");
    };
  }

  private static Problem problem(
      String code, String field, MyKindParameter parameter, String says) {
    return new Problem(
        code, field, parameter.key(), Problem.printable(parameter.key()) + ": " + says);
  }
}
