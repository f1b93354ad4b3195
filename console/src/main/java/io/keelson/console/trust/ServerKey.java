package io.keelson.console.trust;

import io.keelson.console.config.Network;
import io.keelson.trust.Credential;
import io.keelson.trust.Pem;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A key and the certificates for it, the own one first. */
record ServerKey(PrivateKey key, List<X509Certificate> chain) {

  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";

  ServerKey {
    chain = List.copyOf(chain);
  }

  /** Reads both, and proves that they belong together. */
  static ServerKey ofPem(byte[] certificate, byte[] key) throws GeneralSecurityException {
    ServerKey read =
        new ServerKey(
            Pem.privateKey(new String(key, StandardCharsets.UTF_8)),
            Pem.certificates(new String(certificate, StandardCharsets.UTF_8)));
    new Credential(read.key, read.chain).requireFit();
    return read;
  }

  /** As a Secret of type kubernetes.io/tls would hold it. */
  Map<String, byte[]> pem() throws CertificateEncodingException {
    StringBuilder certificates = new StringBuilder();
    for (X509Certificate one : chain) {
      certificates.append(Pem.text("CERTIFICATE", one.getEncoded()));
    }
    Map<String, byte[]> pem = new LinkedHashMap<>();
    pem.put(CERTIFICATE, certificates.toString().getBytes(StandardCharsets.UTF_8));
    pem.put(KEY, Pem.text("PRIVATE KEY", key.getEncoded()).getBytes(StandardCharsets.UTF_8));
    return pem;
  }

  boolean isValid(Instant now) {
    return !now.isBefore(from()) && now.isBefore(until());
  }

  /** Valid, and not two thirds through its life. */
  boolean isFresh(Instant now) {
    Duration life = Duration.between(from(), until());
    return isValid(now) && now.isBefore(from().plus(life.multipliedBy(2).dividedBy(3)));
  }

  /** Whether it is for all of these names and addresses. */
  boolean isFor(List<String> names) {
    try {
      Collection<List<?>> all = chain.getFirst().getSubjectAlternativeNames();
      Set<String> has = new HashSet<>();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        has.add(plain(String.valueOf(name.get(1))));
      }
      return names.stream().map(ServerKey::plain).allMatch(has::contains);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** An IPv6 address can be written in several ways. */
  private static String plain(String name) {
    return Network.parse(name).isPresent() && !name.contains("/")
        ? InetAddress.ofLiteral(name).getHostAddress()
        : name.toLowerCase(Locale.ROOT);
  }

  private Instant from() {
    return chain.getFirst().getNotBefore().toInstant();
  }

  private Instant until() {
    return chain.getFirst().getNotAfter().toInstant();
  }
}
