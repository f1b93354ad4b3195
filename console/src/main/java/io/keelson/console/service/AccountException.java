package io.keelson.console.service;

/** The cluster did not do what a user's account needs; the message is a sentence for people. */
public final class AccountException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String sentence;

  public AccountException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  public AccountException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /** What went wrong, for people. */
  public String sentence() {
    return sentence;
  }
}
