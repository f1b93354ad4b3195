package io.keelson.controller;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of enrolment. */
final class EnrolOptions {

  @Option(
      names = "--enrol-port",
      defaultValue = "${env:KEELSON_ENROL_PORT:-9444}",
      description = "Port where agents enrol (KEELSON_ENROL_PORT).")
  int enrolPort;

  @Option(
      names = "--certificate-life",
      defaultValue = "${env:KEELSON_CERTIFICATE_LIFE:-PT24H}",
      description = "Life of the certificates of agents and controller (KEELSON_CERTIFICATE_LIFE).")
  Duration certificateLife = Duration.ofHours(24);

  @Option(
      names = "--auto-recover",
      defaultValue = "${env:KEELSON_AUTO_RECOVER:-false}",
      arity = "0..1",
      fallbackValue = "true",
      description = "Make another authority when it is lost (KEELSON_AUTO_RECOVER).")
  boolean autoRecover;

  @Option(
      names = "--agent-service-account",
      defaultValue = "${env:KEELSON_AGENT_SERVICE_ACCOUNT:-keelson-agent}",
      description = "Service account of the agents (KEELSON_AGENT_SERVICE_ACCOUNT).")
  String agentAccount = "keelson-agent";
}
