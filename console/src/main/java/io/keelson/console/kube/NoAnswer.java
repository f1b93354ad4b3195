package io.keelson.console.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why nothing usable came from the API server; the words never hold an address or a token. */
enum NoAnswer {
  CONNECT("no connection within 3 s"),
  SLOW("no whole answer within 20 s"),
  REFUSED("connection refused"),
  STRANGER("its certificate is not one of this cluster's authority"),
  CUT("the connection was cut"),
  LARGE("its answer is too large"),
  GARBLED("its answer is no JSON"),
  ENDED("the watch ended"),
  CLOSING("the console is ending");

  private final String words;

  NoAnswer(String words) {
    this.words = words;
  }

  /** An answer or a line of it is longer than we keep. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** In keys of texts. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  KubeAnswer.Unreachable answer() {
    return new KubeAnswer.Unreachable(words);
  }

  static NoAnswer of(IOException e) {
    return switch (e) {
      case HttpConnectTimeoutException ignored -> CONNECT;
      case HttpTimeoutException ignored -> SLOW;
      case ConnectException ignored -> REFUSED;
      case SSLException ignored -> STRANGER;
      case TooLarge ignored -> LARGE;
      case JsonProcessingException ignored -> GARBLED;
      default -> CUT;
    };
  }

  /** The reason behind these words; empty when they are somebody else's. */
  static Optional<NoAnswer> saying(String words) {
    return Arrays.stream(values()).filter(reason -> reason.words.equals(words)).findFirst();
  }
}
