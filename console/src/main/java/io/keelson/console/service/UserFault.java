package io.keelson.console.service;

/** Why a user is not made or changed so. */
public enum UserFault {
  NAME_SHAPE,
  NAME_RESERVED,
  NAME_TAKEN,
  NAMESPACE_SHAPE,
  GRANT_TWICE,
  TOO_MANY_GRANTS,
  LAST_ADMINISTRATOR,
  YOURSELF
}
