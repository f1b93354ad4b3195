package io.keelson.console.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The files that pages load: these and no others, read once. Each has an address with its checksum,
 * so that browsers may keep it for ever. May be used by many threads.
 */
public final class Assets {

  private static final String JARS = "/META-INF/resources/webjars/";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final Map<String, String> SOURCES =
      Map.ofEntries(
          Map.entry("bootstrap.css", JARS + "bootstrap/5.3.8/css/bootstrap.min.css"),
          Map.entry("htmx.js", JARS + "htmx.org/2.0.10/dist/htmx.min.js"),
          Map.entry("sse.js", JARS + "htmx-ext-sse/2.2.2/sse.js"),
          Map.entry("keelson.css", "/assets/keelson.css"),
          Map.entry("look.css", "/assets/look.css"),
          Map.entry("live.js", "/assets/live.js"),
          Map.entry("change.css", "/assets/change.css"),
          Map.entry("theme.js", "/assets/theme.js"),
          Map.entry("keelson.js", "/assets/keelson.js"),
          Map.entry("icons.svg", "/assets/icons.svg"),
          Map.entry("favicon.svg", "/assets/favicon.svg"));

  /** One file as it is sent. */
  public record Asset(String type, byte[] bytes, String checksum) {}

  private final Map<String, Asset> all = new HashMap<>();

  public Assets() {
    SOURCES.forEach((name, source) -> all.put(name, read(name, source)));
  }

  /** The file of this name. */
  public Optional<Asset> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /** The address of a file, for templates. */
  public String url(String name) {
    Asset asset = all.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("no asset " + name);
    }
    return "/assets/" + name + "?v=" + asset.checksum;
  }

  private static Asset read(String name, String source) {
    try (var stream = Assets.class.getResourceAsStream(source)) {
      if (stream == null) {
        throw new IllegalStateException("the program has no " + source);
      }
      byte[] bytes = stream.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Asset(type(name), bytes, HexFormat.of().formatHex(hash, 0, 8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String type(String name) {
    return name.endsWith(".css") ? CSS : name.endsWith(".js") ? SCRIPT : "image/svg+xml";
  }
}
