package io.keelson.controller;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Options by which the authority is found and made: the controller's and those of {@code ca}. */
final class AuthorityOptions {

  @Option(
      names = "--namespace",
      defaultValue = "${env:KEELSON_NAMESPACE:-keelson-system}",
      description = "Namespace of the release (KEELSON_NAMESPACE).")
  String namespace = "keelson-system";

  @Option(
      names = "--ca-life",
      defaultValue = "${env:KEELSON_CA_LIFE:-P365D}",
      description = "Life of an authority that is made here (KEELSON_CA_LIFE).")
  Duration authorityLife = Duration.ofDays(365);

  @Option(
      names = "--ca-source-secret",
      defaultValue = "${env:KEELSON_CA_SOURCE_SECRET:-}",
      description =
          "Secret with tls.crt and tls.key that the authority comes from; empty: it is made here"
              + " (KEELSON_CA_SOURCE_SECRET).")
  String source = "";
}
