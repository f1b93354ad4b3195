package io.keelson.controller.trust;

/** Tells people what happens to the authority, by Events on its Secret. */
@FunctionalInterface
public interface Notices {

  String MADE = "AuthorityMade";
  String RENEWED = "AuthorityRenewed";
  String REPLACING = "AuthorityReplacing";
  String REPLACED = "AuthorityReplaced";
  String DEGRADED = "AuthorityDegraded";
  String GOOD_AGAIN = "AuthorityGoodAgain";
  String SOURCE_REFUSED = "AuthoritySourceRefused";
  String CERTIFICATE_REFUSED = "CertificateRefused";

  void tell(String reason, String note, boolean warning);
}
