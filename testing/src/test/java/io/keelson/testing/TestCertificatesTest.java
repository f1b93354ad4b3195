package io.keelson.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.trust.PeerName;
import io.keelson.trust.TlsMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestCertificatesTest {

  @TempDir private Path directory;
  private final TestCertificates authority = TestCertificates.authority();

  @Test
  void writesADirectoryThatBothTiersCanRead() throws Exception {
    authority.certificateFor("keelson-agent").sign().writeTo(directory);

    assertThat(directory.resolve("tls.key")).content().startsWith("-----BEGIN PRIVATE KEY-----");
    assertThatCode(() -> TlsMaterial.read(directory).context()).doesNotThrowAnyException();
  }

  @Test
  void writesTheFormThatHelmMakes() throws Exception {
    authority.certificateFor("keelson-agent").rsa().sign().writeAsHelmTo(directory);

    assertThat(Files.readString(directory.resolve("tls.key")))
        .startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThatCode(() -> TlsMaterial.read(directory).context()).doesNotThrowAnyException();
  }

  @Test
  void carriesTheNamesThatWereOrdered() {
    TestCertificate certificate = authority.certificateFor("a", "b").sign();

    assertThat(PeerName.isIn(certificate.certificate(), "b")).isTrue();
    assertThat(PeerName.isIn(certificate.certificate(), "c")).isFalse();
  }

  @Test
  void makesCertificatesOutOfTheirTime() {
    var expired = authority.certificateFor("a").expired().sign().certificate();
    var early = authority.certificateFor("a").notYetValid().sign().certificate();

    assertThatThrownBy(expired::checkValidity).isInstanceOf(CertificateExpiredException.class);
    assertThatThrownBy(early::checkValidity).isInstanceOf(CertificateNotYetValidException.class);
  }
}
