package io.keelson.wire;

import java.util.Objects;

/**
 * The body of {@code POST /v1/enrol}, by which an agent asks for a certificate. Who it is is proved
 * by the token beside it, never by what stands in the request.
 *
 * @param csr PKCS#10 in PEM; only its public key counts
 */
public record EnrolRequest(String csr) {

  public static final String PATH = "/v1/enrol";

  public EnrolRequest {
    Objects.requireNonNull(csr, "csr");
  }
}
