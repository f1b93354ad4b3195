package io.keelson.console.controller;

/** Who may come to an address. What somebody may do in the cluster is decided by Kubernetes. */
public enum Access {
  /** Everybody, logged in or not. */
  ANYONE,
  /** Who is logged in, even if the password has to be changed first. */
  LOGGED_IN,
  /** Who is logged in and has a password of their own. */
  USER,
  /** Users who administer the console's users. */
  ADMINISTRATOR
}
