package io.keelson.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Who a certificate is for: its one SPIFFE name (SPIFFE-ID specification, section 2; X509-SVID,
 * section 2). That a certificate is of our authority is not enough: every node has one.
 */
public sealed interface Identity {

  /** The controller, whichever replica. */
  record Controller() implements Identity {
    @Override
    public String uri() {
      return CONTROLLER;
    }
  }

  /** The agent of a node. */
  record Agent(String node) implements Identity {
    @Override
    public String uri() {
      return AGENT + node;
    }
  }

  String CONTROLLER = "spiffe://keelson/controller";
  String AGENT = "spiffe://keelson/agent/";

  /** As it stands in the certificate's subject alternative names. */
  String uri();

  /**
   * Reads it from a certificate; nothing is said about whether the certificate is to be believed.
   *
   * @return empty unless there is exactly one URI among the alternative names, and it is one of
   *     ours; other kinds of names do not count
   */
  static Optional<Identity> of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<String> uris =
          names == null
              ? List.of()
              : names.stream()
                  .filter(name -> name.get(0).equals(AlternativeName.URI))
                  .map(name -> (String) name.get(1))
                  .toList();
      return uris.size() == 1 ? ofUri(uris.getFirst()) : Optional.empty();
    } catch (CertificateParsingException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<Identity> ofUri(String uri) {
    if (uri.equals(CONTROLLER)) {
      return Optional.of(new Controller());
    }
    if (uri.startsWith(AGENT) && AlternativeName.isNode(uri.substring(AGENT.length()))) {
      return Optional.of(new Agent(uri.substring(AGENT.length())));
    }
    return Optional.empty();
  }
}
