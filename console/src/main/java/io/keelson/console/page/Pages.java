package io.keelson.console.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.HashMap;
import java.util.Map;

/** Makes HTML from templates that were compiled with the program. May be used by many threads. */
public final class Pages {

  private static final int USUAL_SIZE = 16 * 1024;

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), "io.keelson.console.pages");

  /**
   * A page, or a part of one.
   *
   * @param template its file below src/main/jte, such as {@code frame/login.jte}
   */
  public String html(String template, Frame frame, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("frame", frame);
    StringOutput html = new StringOutput(USUAL_SIZE);
    engine.render(template, all, html);
    return html.toString();
  }
}
