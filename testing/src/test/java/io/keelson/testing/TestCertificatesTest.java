package io.keelson.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.trust.Pem;
import io.keelson.trust.TlsMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestCertificatesTest {

  @TempDir private Path directory;
  private final TestCertificates authority = TestCertificates.authority();

  @Test
  void writesADirectoryThatBothTiersCanRead() throws Exception {
    authority.certificateFor("keelson-agent").sign().writeTo(directory);

    assertThat(directory.resolve("tls.key")).content().startsWith("-----BEGIN PRIVATE KEY-----");
    assertThatCode(() -> read().context()).doesNotThrowAnyException();
  }

  @Test
  void writesTheFormThatHelmMakes() throws Exception {
    authority.certificateFor("keelson-agent").rsa().sign().writeAsHelmTo(directory);

    assertThat(Files.readString(directory.resolve("tls.key")))
        .startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThatCode(() -> read().context()).doesNotThrowAnyException();
  }

  private TlsMaterial read() throws Exception {
    return TlsMaterial.of(
        Pem.privateKey(Files.readString(directory.resolve("tls.key"))),
        Pem.certificates(Files.readString(directory.resolve("tls.crt"))),
        Pem.certificates(Files.readString(directory.resolve("ca.crt"))));
  }

  @Test
  void carriesTheNamesThatWereOrdered() throws Exception {
    TestCertificate certificate = authority.certificateFor("a", "b").sign();

    assertThat(certificate.certificate().getSubjectAlternativeNames())
        .contains(List.of(2, "b"))
        .doesNotContain(List.of(2, "c"));
  }

  @Test
  void makesCertificatesOutOfTheirTime() {
    var expired = authority.certificateFor("a").expired().sign().certificate();
    var early = authority.certificateFor("a").notYetValid().sign().certificate();

    assertThatThrownBy(expired::checkValidity).isInstanceOf(CertificateExpiredException.class);
    assertThatThrownBy(early::checkValidity).isInstanceOf(CertificateNotYetValidException.class);
  }
}
