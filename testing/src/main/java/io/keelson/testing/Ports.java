package io.keelson.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for programs that have to be told one before they start. */
public final class Ports {

  private static final int LOWEST = 10_240;

  /** Below what the kernel gives outgoing connections: one of those could take it in between. */
  private static final int END = 32_768;

  private static final int TRIES = 100;

  private Ports() {}

  /** One that nobody listens on. */
  public static int free() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port from " + LOWEST + " to " + (END - 1) + " is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket unused = new ServerSocket(port)) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
