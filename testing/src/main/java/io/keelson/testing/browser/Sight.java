package io.keelson.testing.browser;

/**
 * How somebody looks at a page.
 *
 * @param name of pictures
 * @param width in CSS pixels
 * @param height in CSS pixels
 * @param dark whether the system is in dark mode
 * @param language that the browser asks for, such as {@code zh-CN}
 */
public record Sight(String name, int width, int height, boolean dark, String language) {

  public static final Sight DESKTOP = new Sight("desktop-light-en", 1280, 900, false, "en-GB");
  public static final Sight DESKTOP_DARK = new Sight("desktop-dark-zh", 1280, 900, true, "zh-CN");
  public static final Sight PHONE = new Sight("phone-light-zh", 390, 844, false, "zh-CN");
  public static final Sight PHONE_DARK = new Sight("phone-dark-en", 390, 844, true, "en-GB");
}
