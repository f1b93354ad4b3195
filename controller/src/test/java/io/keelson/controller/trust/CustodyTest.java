package io.keelson.controller.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.trust.Rotation.Change;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person is told who looks at the authority, or wants it changed. */
final class CustodyTest {

  private static final Duration LIFE = Duration.ofDays(365);
  private static final String SOURCE = "org-ca";

  private final MemoryTrust store = new MemoryTrust();
  private final Custody ours = new Custody(store, "", LIFE, Clock.systemUTC());
  private final Custody provided = new Custody(store, SOURCE, LIFE, Clock.systemUTC());
  private Authority used;

  @BeforeEach
  void haveAnAuthority() throws Exception {
    used = Issuer.newAuthority(Instant.now(), LIFE);
    store.overwrite(Rotation.first(used, Instant.now()).data());
  }

  @Test
  void whatIsLostComesWithItsRemedy() throws Exception {
    store.publish(
        new TrustStore.Published(Rotation.first(used, Instant.now()).published(), "", "1"));
    store.overwrite(Map.of());
    assertThat(ours.status()).contains("is empty", "put it back, or `ca recover`");

    store.overwrite(Map.of("ca.crt", "half of it"));
    assertThat(ours.status()).contains("state.json is missing", "put it back, or `ca recover`");

    store.overwrite(null);
    assertThat(ours.status())
        .contains("does not exist; helm upgrade makes an empty one, then put it back, or");
  }

  @Test
  void aReplacementUnderWayIsLookedAtByStatus() throws Exception {
    assertThat(ours.replace()).isInstanceOf(Change.To.class);

    assertThat(refusal(ours.replace())).contains("phase TrustBoth", "`ca status`");
    assertThat(refusal(ours.renew())).contains("phase TrustBoth", "`ca status`");
  }

  @Test
  void whereASourceDecidesNobodyIsSentToReplace() throws Exception {
    provide(used.certificatePem(), used.keyPem());

    for (Change change : new Change[] {provided.renew(), provided.replace(), provided.recover()}) {
      assertThat(refusal(change)).contains("change that, and it is followed");
    }
    assertThat(refusal(ours.recover())).contains("ca replace");
  }

  @Test
  void theStatusSaysWhetherTheSourceIsUsed() throws Exception {
    assertThat(provided.status()).endsWith("source: Secret org-ca does not exist");

    provide(used.certificatePem(), used.keyPem());
    assertThat(provided.status()).endsWith("source: Secret org-ca");

    Authority another = Issuer.newAuthority(Instant.now(), LIFE);
    provide(another.certificatePem(), another.keyPem());
    assertThat(provided.status()).endsWith("source: Secret org-ca, not taken over yet");

    var leaf = TestCertificates.authority().forController().sign();
    provide(leaf.certificatePem(), leaf.keyPem());
    assertThat(provided.status())
        .contains("source: Secret org-ca cannot be used: the certificate is no authority's");

    store.overwrite(Map.of());
    assertThat(provided.status()).startsWith("not made yet\nsource: Secret org-ca cannot be used");
  }

  @Test
  void aSourceThatIsNotAsItMustBeIsToldWhatWouldBeRight() throws Exception {
    store.source(Map.of("ca.crt", used.certificatePem(), "ca.key", used.keyPem()));
    assertThat(provided.status()).contains("holds [ca.crt, ca.key] where tls.crt and tls.key are");

    provide(used.certificatePem(), used.certificatePem());
    assertThat(provided.status()).contains("no private key: PEM with BEGIN PRIVATE KEY");

    char[] password = "x".toCharArray();
    provide(
        used.certificatePem(),
        pem(
            new JcaPKCS8Generator(
                used.key(),
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPassword(password)
                    .build())));
    assertThat(provided.status()).contains("key is encrypted: give it without a password");

    StringWriter old = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(old)) {
      writer.writeObject(
          used.key(),
          new JcePEMEncryptorBuilder("AES-256-CBC")
              .setProvider(new BouncyCastleProvider())
              .build(password));
    }
    provide(used.certificatePem(), old.toString());
    assertThat(provided.status()).contains("key is encrypted: give it without a password");
  }

  private void provide(String certificate, String key) {
    store.source(Map.of("tls.crt", certificate, "tls.key", key));
  }

  private static String pem(PemObjectGenerator object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static String refusal(Change change) throws GeneralSecurityException {
    return switch (change) {
      case Change.Refused refused -> refused.why();
      case Change.To to -> throw new GeneralSecurityException("not refused");
    };
  }
}
