package io.keelson.controller.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Pem;
import java.io.ByteArrayOutputStream;
import java.util.stream.Stream;
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
}
