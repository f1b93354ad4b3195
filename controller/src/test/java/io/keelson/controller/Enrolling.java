package io.keelson.controller;

import io.keelson.testing.TestCertificates;
import io.keelson.testing.kube.ApiServer;
import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Identity;
import io.keelson.trust.ReloadableTls;
import io.keelson.wire.EnrolRequest;
import io.keelson.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks the controller for certificates as an agent does, byte by byte. */
record Enrolling(ApiServer api, X509ExtendedTrustManager trust, int port) {

  /** Believes only this authority. */
  static Enrolling of(ApiServer api, TestCertificates authority, int port) throws Exception {
    ReloadableTls ours = authority.forAgent("any").sign().reloadable();
    return new Enrolling(api, ours.trustManager(), port);
  }

  /** What came back. */
  record Answer(int status, String head, String body) {}

  static final String AUDIENCE = "keelson-enrolment";

  /** Makes the agents' account and a pod of it on a node. */
  void createPod(String name, String node) {
    api.apply(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: keelson-agent, namespace: keelson-system}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: keelson-system}
            spec:
              serviceAccountName: keelson-agent
              automountServiceAccountToken: false
              %s
              containers: [{name: agent, image: none}]
            """
                .formatted(name, node.isEmpty() ? "" : "nodeName: " + node))
        .orThrow();
  }

  /** A token of the agents' account that is bound to a pod. */
  String token(String pod) {
    return token(
        "keelson-agent",
        "--audience",
        AUDIENCE,
        "--bound-object-kind",
        "Pod",
        "--bound-object-name",
        pod);
  }

  String token(String account, String... options) {
    String[] command = new String[options.length + 5];
    System.arraycopy(
        new String[] {"create", "token", account, "-n", "keelson-system"}, 0, command, 0, 5);
    System.arraycopy(options, 0, command, 5, options.length);
    return api.kubectl(command).orThrow().strip();
  }

  Answer enrol(String token) throws Exception {
    return enrol(token, CertificateRequest.pem(CertificateRequest.newKey()));
  }

  Answer enrol(String token, String csr) throws Exception {
    String body = new String(Json.write(new EnrolRequest(csr)), StandardCharsets.UTF_8);
    return send(
        "POST /v1/enrol HTTP/1.1\r\nHost: c\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  Answer send(String request) throws Exception {
    try (SSLSocket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      String[] parts = all.split("\r\n\r\n", 2);
      int status = all.isEmpty() ? 0 : Integer.parseInt(all.substring(9, 12));
      return new Answer(status, parts[0], parts.length == 2 ? parts[1] : "");
    }
  }

  /** Believes the server only as the controller of our authority, as an agent does. */
  private SSLSocket connect() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    X509TrustManager noHostName =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type)
              throws java.security.cert.CertificateException {
            trust.checkServerTrusted(chain, type);
            if (!Identity.of(chain[0]).equals(Optional.of(new Identity.Controller()))) {
              throw new java.security.cert.CertificateException("not the controller");
            }
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    context.init(null, new TrustManager[] {noHostName}, new SecureRandom());
    Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), port);
    return (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
  }
}
