package io.keelson.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Credential;
import io.keelson.trust.Identity;
import io.keelson.trust.ReloadableTls;
import io.keelson.trust.TlsMaterial;
import io.keelson.trust.TrustBundle;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

class ReloadableTlsTest {

  private final TestCertificates old = TestCertificates.authority();
  private final TestCertificates next = TestCertificates.authority();
  private final Instant now = Instant.now();

  private static TlsMaterial material(TestCertificate own, TestCertificates... believed) {
    return new TlsMaterial(
        new Credential(own.keys().getPrivate(), List.of(own.certificate())),
        new TrustBundle(
            java.util.stream.Stream.of(believed).map(TestCertificates::certificate).toList()));
  }

  @Test
  void readsTheOneNameOfACertificate() {
    assertThat(Identity.of(old.forController().sign().certificate()))
        .contains(new Identity.Controller());
    assertThat(Identity.of(old.forAgent("node1").sign().certificate()))
        .contains(new Identity.Agent("node1"));
  }

  @Test
  void knowsNobodyByAnyOtherName() {
    List<CertificateOrder> strangers =
        List.of(
            old.certificateFor("keelson-controller"),
            old.certificateFor().uri("spiffe://keelson/controller/"),
            old.certificateFor().uri("spiffe://keelson/Controller"),
            old.certificateFor().uri("spiffe://other/controller"),
            old.certificateFor().uri("spiffe://keelson/agent/"),
            old.certificateFor().uri("spiffe://keelson/agent/Node1"),
            old.certificateFor().uri("spiffe://keelson/agent/../controller"),
            old.certificateFor().uri("spiffe://keelson/agent/node1/x"),
            old.certificateFor().uri(Identity.CONTROLLER).uri(Identity.AGENT + "node1"),
            old.certificateFor());
    assertThat(strangers)
        .allSatisfy(order -> assertThat(Identity.of(order.sign().certificate())).isEmpty());
  }

  @Test
  void judgesAPeerOfAnOldConnectionByWhatIsBelievedNow() throws Exception {
    X509Certificate peer = old.forAgent("node1").sign().certificate();
    ReloadableTls tls = new ReloadableTls(material(old.forController().sign(), old, next));
    assertThat(tls.identify(peer, now)).contains(new Identity.Agent("node1"));
    assertThat(tls.identify(peer, now.plus(Duration.ofDays(2)))).isEmpty();

    tls.replace(material(next.forController().sign(), next), now);
    assertThat(tls.identify(peer, now)).isEmpty();
    assertThat(tls.identify(next.forAgent("node1").sign().certificate(), now)).isPresent();
  }

  @Test
  void refusesABadPairAndKeepsWhatItHas() throws Exception {
    TlsMaterial good = material(old.forController().sign(), old);
    ReloadableTls tls = new ReloadableTls(good);
    TestCertificate one = old.forController().sign();
    TestCertificate other = old.forController().sign();
    TestCertificate mixed = new TestCertificate(one.keys(), other.certificate(), one.believes());

    assertThatThrownBy(() -> tls.replace(material(mixed, old), now))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("not that of the certificate");
    assertThatThrownBy(() -> tls.replace(material(old.forController().expired().sign(), old), now))
        .hasMessageContaining("valid from");
    assertThatThrownBy(() -> tls.replace(material(next.forController().sign(), old), now))
        .hasMessageContaining("none of the authorities");
    assertThat(tls.current()).isSameAs(good);
  }

  @Test
  void anAuthorityIsBelievedNoLongerThanItIsValid() {
    TrustBundle bundle = new TrustBundle(List.of(old.certificate()));
    X509Certificate leaf = old.forAgent("node1").sign().certificate();
    assertThat(bundle.issuerOf(leaf, now)).contains(old.certificate());
    assertThat(bundle.issuerOf(leaf, now.plus(Duration.ofDays(31)))).isEmpty();
  }

  @Test
  void aBundleIsTheSameInAnyOrderAndReadsBackFromItsText() throws Exception {
    TrustBundle one = new TrustBundle(List.of(old.certificate(), next.certificate()));
    TrustBundle other = new TrustBundle(List.of(next.certificate(), old.certificate()));
    assertThat(one.digest()).isEqualTo(other.digest()).hasSize(64);
    assertThat(TrustBundle.ofPem(one.pem())).isEqualTo(other);
    assertThat(new TrustBundle(List.of(old.certificate())).digest()).isNotEqualTo(one.digest());
  }

  @Test
  void refusesABundleWithACertificateThatIsNoAuthority() {
    String leaf = old.forAgent("node1").sign().certificatePem();
    assertThatThrownBy(() -> TrustBundle.ofPem(leaf)).hasMessageContaining("CA:TRUE");
  }

  @Test
  void theRequestForACertificateIsReadByOthers() throws Exception {
    KeyPair key = CertificateRequest.newKey();
    try (PEMParser parser = new PEMParser(new StringReader(CertificateRequest.pem(key)))) {
      var request =
          new JcaPKCS10CertificationRequest(
              (org.bouncycastle.pkcs.PKCS10CertificationRequest) parser.readObject());
      assertThat(request.getPublicKey()).isEqualTo(key.getPublic());
      assertThat(
              request.isSignatureValid(
                  new JcaContentVerifierProviderBuilder().build(key.getPublic())))
          .isTrue();
    }
  }

  @Test
  void eachHandshakeTakesTheNewest() throws Exception {
    ReloadableTls server = new ReloadableTls(material(old.forAgent("node1").sign(), old, next));
    ReloadableTls client = new ReloadableTls(material(old.forController().sign(), old));
    assertThat(handshake(server, client)).isEqualTo(server.current().own().leaf());

    server.replace(material(next.forAgent("node1").sign(), next), now);
    assertThatThrownBy(() -> handshake(server, client)).isInstanceOf(SSLHandshakeException.class);

    client.replace(material(next.forController().sign(), next), now);
    assertThat(handshake(server, client)).isEqualTo(server.current().own().leaf());
  }

  /** Java by itself takes a certificate that names no purpose for good for both. */
  @Test
  void believesACertificateOnlyForWhatItIsMadeFor() throws Exception {
    ReloadableTls agent = of(old.forAgent("node1").only(KeyPurposeId.id_kp_serverAuth));
    ReloadableTls controller = of(old.forController().only(KeyPurposeId.id_kp_clientAuth));
    assertThat(handshake(agent, controller)).isNotNull();

    assertThatThrownBy(() -> handshake(agent, of(old.forController().only())))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> handshake(agent, agent)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> handshake(of(old.forAgent("node1").only()), controller))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> handshake(controller, controller)).isInstanceOf(IOException.class);
  }

  private static ReloadableTls of(CertificateOrder order) {
    return order.sign().reloadable();
  }

  /** The certificate that the server presents. */
  private static X509Certificate handshake(ReloadableTls server, ReloadableTls client)
      throws Exception {
    try (SSLServerSocket listener =
        (SSLServerSocket)
            server
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      listener.setNeedClientAuth(true);
      Thread accepting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (SSLSocket peer = (SSLSocket) listener.accept()) {
                      peer.startHandshake();
                      peer.getOutputStream().write(1);
                    } catch (java.io.IOException refused) {
                      // The client sees it too, and says so.
                    }
                  });
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .context()
                  .getSocketFactory()
                  .createSocket(listener.getInetAddress(), listener.getLocalPort())) {
        socket.startHandshake();
        assertThat(socket.getInputStream().read()).isEqualTo(1);
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
      } finally {
        accepting.join();
      }
    }
  }
}
