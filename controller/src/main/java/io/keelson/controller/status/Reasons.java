package io.keelson.controller.status;

/** Reasons of conditions and events; part of the interface. */
public final class Reasons {

  public static final String APPLYING = "Applying";
  public static final String APPLIED = "Applied";
  public static final String PLANNED = "Planned";
  public static final String READ = "Read";
  public static final String REFUSED = "Refused";
  public static final String FAILED = "Failed";
  public static final String CONFLICT = "Conflict";
  public static final String TARGETS_OFFLINE = "TargetsOffline";
  public static final String PAUSED = "Paused";

  private Reasons() {}
}
