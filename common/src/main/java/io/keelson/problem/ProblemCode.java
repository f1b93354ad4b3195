package io.keelson.problem;

/**
 * The codes of problems. They are part of the interface: a code never changes its meaning. Each is
 * explained in docs/api.md.
 */
public final class ProblemCode {

  // The request or the spec as a whole
  public static final String REQUEST_INVALID = "REQUEST_INVALID";
  public static final String REQUEST_TOO_LARGE = "REQUEST_TOO_LARGE";
  public static final String CONTENT_TYPE_INVALID = "CONTENT_TYPE_INVALID";
  public static final String METHOD_INVALID = "METHOD_INVALID";
  public static final String API_UNKNOWN = "API_UNKNOWN";
  public static final String PORT_MISMATCH = "PORT_MISMATCH";
  public static final String SPEC_INVALID = "SPEC_INVALID";
  public static final String WORKER_UNKNOWN = "WORKER_UNKNOWN";
  public static final String SELECTOR_INVALID = "SELECTOR_INVALID";
  public static final String TARGETS_EMPTY = "TARGETS_EMPTY";
  public static final String TEMPLATE_INVALID = "TEMPLATE_INVALID";
  public static final String FINALIZER_MISSING = "FINALIZER_MISSING";
  public static final String WRONG_NODE = "WRONG_NODE";
  public static final String CLIENT_NOT_ALLOWED = "CLIENT_NOT_ALLOWED";
  public static final String CONFLICT = "CONFLICT";
  public static final String EPOCH_FENCED = "EPOCH_FENCED";
  public static final String STALE_GENERATION = "STALE_GENERATION";
  public static final String IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH";

  // Any parameter
  public static final String PARAMETERS_EMPTY = "PARAMETERS_EMPTY";
  public static final String PARAMETERS_TOO_MANY = "PARAMETERS_TOO_MANY";
  public static final String FIELD_NOT_APPLICABLE = "FIELD_NOT_APPLICABLE";

  // Sysctl
  public static final String SYSCTL_NAME_INVALID = "SYSCTL_NAME_INVALID";
  public static final String SYSCTL_VALUE_INVALID = "SYSCTL_VALUE_INVALID";
  public static final String SYSCTL_FORBIDDEN = "SYSCTL_FORBIDDEN";
  public static final String SYSCTL_NOT_ALLOWED = "SYSCTL_NOT_ALLOWED";
  public static final String SYSCTL_DUPLICATE = "SYSCTL_DUPLICATE";
  public static final String SYSCTL_UNKNOWN = "SYSCTL_UNKNOWN";
  public static final String SYSCTL_READ_ONLY = "SYSCTL_READ_ONLY";
  public static final String SYSCTL_VALUE_REFUSED = "SYSCTL_VALUE_REFUSED";
  public static final String SYSCTL_READBACK_MISMATCH = "SYSCTL_READBACK_MISMATCH";
  public static final String SYSCTL_WRONG_NAMESPACE = "SYSCTL_WRONG_NAMESPACE";

  // Hostname
  public static final String HOSTNAME_INVALID = "HOSTNAME_INVALID";
  public static final String HOSTNAME_NOT_ALLOWED = "HOSTNAME_NOT_ALLOWED";
  public static final String HOSTNAME_THROTTLED = "HOSTNAME_THROTTLED";
  public static final String HOSTNAME_CONFLICT = "HOSTNAME_CONFLICT";
  public static final String HOSTNAME_READBACK_MISMATCH = "HOSTNAME_READBACK_MISMATCH";

  // File
  public static final String PATH_INVALID = "PATH_INVALID";
  public static final String PATH_FORBIDDEN = "PATH_FORBIDDEN";
  public static final String PATH_NOT_ALLOWED = "PATH_NOT_ALLOWED";
  public static final String PATH_DUPLICATE = "PATH_DUPLICATE";
  public static final String PATH_SYMLINK = "PATH_SYMLINK";
  public static final String PATH_NOT_REGULAR = "PATH_NOT_REGULAR";
  public static final String PATH_PARENT_MISSING = "PATH_PARENT_MISSING";
  public static final String MODE_FORBIDDEN = "MODE_FORBIDDEN";
  public static final String OWNER_INVALID = "OWNER_INVALID";
  public static final String CONTENT_INVALID = "CONTENT_INVALID";
  public static final String CONTENT_TOO_LARGE = "CONTENT_TOO_LARGE";
  public static final String ENSURE_INVALID = "ENSURE_INVALID";

  // Values from ConfigMaps and Secrets
  public static final String VALUE_SOURCE_INVALID = "VALUE_SOURCE_INVALID";
  public static final String VALUE_SOURCE_MISSING = "VALUE_SOURCE_MISSING";
  public static final String VALUE_SOURCE_FORBIDDEN = "VALUE_SOURCE_FORBIDDEN";
  public static final String VALUE_SOURCE_UNREAD = "VALUE_SOURCE_UNREAD";

  // The host
  public static final String FS_FULL = "FS_FULL";
  public static final String FS_READ_ONLY = "FS_READ_ONLY";
  public static final String FS_IMMUTABLE = "FS_IMMUTABLE";
  public static final String FS_ATTRIBUTES = "FS_ATTRIBUTES";
  public static final String HOST_UNAVAILABLE = "HOST_UNAVAILABLE";
  public static final String HOST_ERROR = "HOST_ERROR";
  public static final String UNDO_FAILED = "UNDO_FAILED";
  public static final String NETWORK_LOST = "NETWORK_LOST";
  public static final String NOT_PERSISTENT = "NOT_PERSISTENT";
  public static final String EPOCH_UNKNOWN = "EPOCH_UNKNOWN";
  public static final String AUDIT_FAILED = "AUDIT_FAILED";
  public static final String TRUST_INVALID = "TRUST_INVALID";
  public static final String AGENT_BUSY = "AGENT_BUSY";
  public static final String AGENT_ERROR = "AGENT_ERROR";

  // The node's record
  public static final String NODE_DIRTY = "NODE_DIRTY";
  public static final String RECORD_UNKNOWN = "RECORD_UNKNOWN";
  public static final String RECORD_DAMAGED = "RECORD_DAMAGED";
  public static final String RECORD_FULL = "RECORD_FULL";

  // What was not given back
  public static final String CHANGED_SINCE = "CHANGED_SINCE";
  public static final String BACKUP_LOST = "BACKUP_LOST";

  // What others change: again and again, or so that it cannot be set right
  public static final String CONTESTED = "CONTESTED";
  public static final String NOT_REPAIRED = "NOT_REPAIRED";

  // Troubles, which an agent tells of itself
  public static final String POLICY_INVALID = "POLICY_INVALID";

  // Enrolment
  public static final String TOKEN_INVALID = "TOKEN_INVALID";
  public static final String ENROLMENT_REFUSED = "ENROLMENT_REFUSED";
  public static final String CSR_INVALID = "CSR_INVALID";
  public static final String CONTROLLER_BUSY = "CONTROLLER_BUSY";
  public static final String AUTHORITY_UNAVAILABLE = "AUTHORITY_UNAVAILABLE";

  private ProblemCode() {}
}
