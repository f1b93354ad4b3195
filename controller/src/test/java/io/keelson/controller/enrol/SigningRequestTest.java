package io.keelson.controller.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Pem;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** It is read before anybody has proved who he is. */
final class SigningRequestTest {

  @Test
  void takesThatOfAnAgent() throws Exception {
    assertThat(SigningRequest.of(CertificateRequest.pem(CertificateRequest.newKey())))
        .isInstanceOf(SigningRequest.Good.class);
  }

  static Stream<byte[]> deep() {
    return Stream.of(
        nested(new byte[] {0x30, (byte) 0x80}, 2900),
        nested(new byte[] {0x24, (byte) 0x80}, 2900),
        nested(new byte[] {(byte) 0xa0, (byte) 0x80}, 2900),
        nested(new byte[] {0x30, (byte) 0x82, 0x10, 0x00}, 1400));
  }

  private static byte[] nested(byte[] begin, int depth) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < depth; i++) {
      all.writeBytes(begin);
    }
    return all.toByteArray();
  }

  /** On a stack as small as that of the controller's threads. */
  @ParameterizedTest
  @MethodSource("deep")
  void refusesWhatIsNestedWithoutEnd(byte[] der) throws Exception {
    SigningRequest[] read = new SigningRequest[1];
    Thread small =
        new Thread(
            null,
            () -> read[0] = SigningRequest.of(Pem.text("CERTIFICATE REQUEST", der)),
            "small",
            512 * 1024);
    small.start();
    small.join();
    assertThat(read[0]).isInstanceOf(SigningRequest.Bad.class);
  }

  private static String csr(KeyPair asked, KeyPair signer, String algorithm) throws Exception {
    PKCS10CertificationRequest request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=master"), asked.getPublic())
            .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()));
    return Pem.text("CERTIFICATE REQUEST", request.getEncoded());
  }

  private static KeyPair elliptic(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static void refuses(String pem, String why) {
    assertThat(SigningRequest.of(pem))
        .isInstanceOfSatisfying(
            SigningRequest.Bad.class,
            bad -> {
              assertThat(bad.refusal().status()).isEqualTo(400);
              assertThat(bad.refusal().message()).contains(why);
            });
  }

  /** Whatever name stands beside it. */
  @Test
  void takesTheKeyAndNothingElse() throws Exception {
    KeyPair ours = elliptic("secp256r1");

    assertThat(SigningRequest.of(csr(ours, ours, "SHA256withECDSA")))
        .isEqualTo(new SigningRequest.Good(ours.getPublic()));
  }

  /** who has a public key only must not have it certified for a node. */
  @Test
  void refusesAKeyThatItsSenderDoesNotHave() throws Exception {
    refuses(
        csr(elliptic("secp256r1"), elliptic("secp256r1"), "SHA256withECDSA"),
        "not signed with its own key");
  }

  @Test
  void refusesKeysThatAreNotOnP256() throws Exception {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    KeyPair larger = elliptic("secp384r1");

    refuses(csr(rsa, rsa, "SHA256withRSA"), "P-256");
    refuses(csr(larger, larger, "SHA256withECDSA"), "P-256");
  }

  /** Java's own reader does not look, and one that is elsewhere may give away a key. */
  @Test
  void refusesAPointThatIsNotOnTheCurve() throws Exception {
    KeyPair ours = elliptic("secp256r1");
    byte[] wrong = ours.getPublic().getEncoded();
    wrong[wrong.length - 1] ^= 1;
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(wrong);
    PKCS10CertificationRequest request =
        new PKCS10CertificationRequestBuilder(new X500Name("CN=master"), info)
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ours.getPrivate()));

    refuses(Pem.text("CERTIFICATE REQUEST", request.getEncoded()), "cannot be read");
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    KeyPair ours = elliptic("secp256r1");

    refuses("", "BEGIN CERTIFICATE REQUEST");
    refuses(Pem.text("CERTIFICATE REQUEST", new byte[] {1, 2, 3}), "cannot be read");
    refuses(" ".repeat(8193) + csr(ours, ours, "SHA256withECDSA"), "longer than");
  }
}
