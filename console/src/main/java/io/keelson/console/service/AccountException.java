package io.keelson.console.service;

/** The cluster did not do what a user's account needs; the message is a sentence for people. */
public final class AccountException extends Exception {

  private static final long serialVersionUID = 1L;

  public AccountException(String message) {
    super(message);
  }

  public AccountException(String message, Throwable cause) {
    super(message, cause);
  }
}
