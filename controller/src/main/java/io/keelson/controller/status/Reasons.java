package io.keelson.controller.status;

/** Reasons of conditions and events; part of the interface. */
final class Reasons {

  static final String APPLYING = "Applying";
  static final String APPLIED = "Applied";
  static final String PLANNED = "Planned";
  static final String READ = "Read";
  static final String REFUSED = "Refused";
  static final String FAILED = "Failed";
  static final String THROTTLED = "Throttled";
  static final String CONFLICT = "Conflict";
  static final String TARGETS_OFFLINE = "TargetsOffline";
  static final String PAUSED = "Paused";
  static final String REVERTING = "Reverting";
  static final String PERSISTENT = "Persistent";
  static final String NOT_PERSISTENT = "NotPersistent";

  private Reasons() {}
}
