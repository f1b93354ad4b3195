package io.keelson.controller.enrol;

/** What is measured of enrolments. For any thread. */
@FunctionalInterface
public interface EnrolTelemetry {

  /** One has ended: "issued", or the code of the refusal in lower case. */
  void enrolled(String result);
}
