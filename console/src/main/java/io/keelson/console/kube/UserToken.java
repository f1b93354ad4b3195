package io.keelson.console.kube;

/** The token of one user, asked for whenever a request needs it. */
record UserToken(UserTokens tokens, String user) {

  UserTokens.Token ask() {
    return tokens.ask(user);
  }

  /** The API server does not take the one that was given: it is not given again. */
  void refused() {
    tokens.forget(user);
  }
}
