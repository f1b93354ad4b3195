package io.keelson.console.service;

/** Why a password is not taken. */
public enum PasswordFault {
  TOO_SHORT,
  TOO_LONG,
  CONTROL,
  SAME_AS_NAME,
  SAME_AS_OLD,
  COMMON
}
