package io.keelson.console.kube;

import io.keelson.console.service.User;

/** The cluster as each user may see and change it. May be used by many threads. */
public final class Clusters {

  private final KubeHttp kube;
  private final UserTokens tokens;
  private final Walks walks;

  public Clusters(KubeHttp kube, UserTokens tokens) {
    this.kube = kube;
    this.tokens = tokens;
    this.walks = new Walks(kube, Walks.Limits.USUAL);
  }

  /** The cluster with the rights of this user and no others. */
  public UserCluster of(User user) {
    return new UserCluster(kube, new UserToken(tokens, user.name()), walks);
  }
}
