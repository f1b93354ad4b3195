package io.keelson.controller;

import io.keelson.controller.enrol.EnrolServer;
import io.keelson.controller.enrol.Enrolment;
import io.keelson.controller.kube.Kube;
import io.keelson.controller.kube.TrustObjects;
import io.keelson.controller.ops.Metrics;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.trust.AgentsTrust;
import io.keelson.controller.trust.AuthorityKeeper;
import io.keelson.trust.ReloadableTls;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** By what we and the agents prove ourselves: the authority and enrolment, in every replica. */
final class Trust implements AutoCloseable {

  private final TrustObjects objects;
  private final AuthorityKeeper authority;
  private final EnrolServer server;

  Trust(
      ControllerConfig config,
      Kube kube,
      Metrics metrics,
      Timer timer,
      Consumer<String> enrolled,
      Clock clock)
      throws IOException {
    ControllerConfig.Trust trust = config.trust();
    String namespace = config.namespace();
    this.objects = kube.trust(namespace, trust.source());
    this.authority =
        new AuthorityKeeper(
            objects,
            new AuthorityKeeper.Settings(
                trust.certificateLife(),
                trust.authorityLife(),
                trust.source(),
                trust.autoRecover(),
                config.pollInterval()),
            kube.notices(namespace, clock),
            metrics,
            clock,
            System::nanoTime);
    Enrolment enrolment =
        new Enrolment(
            authority,
            kube.tokens(namespace),
            "system:serviceaccount:" + namespace + ":" + trust.agentAccount(),
            timer,
            enrolled,
            System::nanoTime);
    this.server = new EnrolServer(trust.enrolPort(), authority.tls(), enrolment, metrics);
  }

  void start() {
    authority.start();
  }

  /** Begins to lead the authority through its life, until {@link #follow}. */
  void lead(AgentsTrust agents) {
    authority.lead(agents);
  }

  void follow() {
    authority.follow();
  }

  ReloadableTls tls() {
    return authority.tls();
  }

  /** Why nobody can believe us; empty when they can. */
  Optional<String> unproved() {
    return authority.unproved();
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    authority.close();
    objects.close();
  }
}
