package io.keelson.controller.enrol;

import static io.keelson.problem.ProblemCode.CSR_INVALID;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** What a PKCS#10 request is asked for: a key on P-256, and the proof that its sender has it. */
sealed interface SigningRequest {

  int LONGEST = 8192;

  /** Nothing else in the request counts. */
  record Good(PublicKey key) implements SigningRequest {}

  record Bad(Refusal refusal) implements SigningRequest {}

  static SigningRequest of(String pem) {
    if (pem.length() > LONGEST) {
      return bad("it is longer than " + LONGEST + " characters");
    }
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      return parser.readObject() instanceof PKCS10CertificationRequest request
          ? of(request)
          : bad("PEM with BEGIN CERTIFICATE REQUEST is needed");
    } catch (IOException | RuntimeException malformed) {
      return bad("it cannot be read");
    }
  }

  private static SigningRequest of(PKCS10CertificationRequest request) throws IOException {
    SubjectPublicKeyInfo info = request.getSubjectPublicKeyInfo();
    if (!info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
        || !SECObjectIdentifiers.secp256r1.equals(curve(info))) {
      return bad("its key must be an elliptic one on P-256");
    }
    // Refuses a point that is not on the curve, which Java's own reader does not look at.
    PublicKeyFactory.createKey(info);
    try {
      PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
      return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))
          ? new Good(key)
          : bad("it is not signed with its own key");
    } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
      return bad("its signature cannot be checked");
    }
  }

  private static Object curve(SubjectPublicKeyInfo info) {
    Object parameters = info.getAlgorithm().getParameters();
    return parameters instanceof ASN1ObjectIdentifier named ? named : "";
  }

  private static Bad bad(String why) {
    return new Bad(new Refusal(400, CSR_INVALID, "csr: " + why));
  }
}
