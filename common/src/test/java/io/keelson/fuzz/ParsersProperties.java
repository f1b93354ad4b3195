package io.keelson.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.FilePath;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.rules.KeyPattern;
import io.keelson.trust.Identity;
import io.keelson.trust.Pem;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.AgentState;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Decoded;
import io.keelson.wire.EnrolAnswer;
import io.keelson.wire.EnrolRequest;
import io.keelson.wire.Json;
import io.keelson.wire.ProblemReport;
import io.keelson.wire.Reading;
import io.keelson.wire.Report;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * No input at all makes a parser do anything but read it or refuse it in words. Some seconds in
 * every build; {@code make fuzz} goes on for long.
 */
class ParsersProperties {

  private static final String REQUEST =
      """
      {"node":"n","owner":{"uid":"u","namespace":"d","name":"x","created":"2026-01-01T00:00:00Z"},"epoch":7,"generation":1,\
      "parameters":[{"key":"vm.swappiness","value":"1"},{"key":"/etc/a","value":"\\u00e9","mode":"0644","owner":0,"encoding":"Text"}]}""";

  private static final String STATE =
      """
      {"node":"n","instance":"i","bootId":"b","version":"1","epoch":2,"trust":{"bundle":"a","issuer":"b","notAfter":"c"},"policy":"p",\
      "troubles":[{"code":"X","message":"y"}],"held":[{"owner":{"uid":"u","namespace":"d","name":"x","created":"2026-01-01T00:00:00Z"},"api":"/v1/sysctl","generation":3,"digest":"d","drifts":[{"key":"k","repairs":1,"last":"2026-01-01T00:00:00Z","repaired":true,"contested":false,"message":""}]}]}""";

  private static final String REPORT =
      """
      {"node":"n","dryRun":false,"changes":[{"key":"k","was":"0","now":"1","changed":true}],"kept":[],"notPersistent":[],"warnings":["w"]}""";

  private static final String READING =
      """
      {"node":"n","values":[{"key":"k","value":"v"},{"key":"l","code":"SYSCTL_UNKNOWN","message":"m"}]}""";

  private static final String PROBLEMS =
      """
      {"type":"about:blank","title":"t","status":422,"detail":"d","items":[{"field":"f","key":"k","code":"C","message":"m"}]}""";

  /** An authority of P-256 that nobody has the key of any more, made for this test. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBgzCCASmgAwIBAgIUVfWB9rriOHxdPcCYZdOjccGDoMIwCgYIKoZIzj0EAwIw
      FzEVMBMGA1UEAwwMa2VlbHNvbi1mdXp6MB4XDTI2MTEyNDExNTQzNFoXDTM2MTEy
      MTExNTQzNFowFzEVMBMGA1UEAwwMa2VlbHNvbi1mdXp6MFkwEwYHKoZIzj0CAQYI
      KoZIzj0DAQcDQgAEXBcdi7j1LUvQOYQVeBA1Yt5hD/H4MOkDxJ7bq6kvP6KpeOjL
      W3p2QYVv2003CasfDbxiNLGAHlU7DSBgVEbUsqNTMFEwHQYDVR0OBBYEFCl1s5Zx
      ++fVlKv435kcxQCOP0BCMB8GA1UdIwQYMBaAFCl1s5Zx++fVlKv435kcxQCOP0BC
      MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAOfQalJY+CVSZQlR
      OvJJ58sMva/9gmowUNDDW+/b9z+3AiBO06rWYNgp81LMGE4WDTB87AB60OIqUbi5
      dChq2S4ndA==
      -----END CERTIFICATE-----
      """;

  private static final List<Class<?>> WIRE =
      List.of(
          ApplyRequest.class,
          AgentState.class,
          Report.class,
          Reading.class,
          ProblemReport.class,
          EnrolRequest.class,
          EnrolAnswer.class);

  @Provide
  Arbitrary<String> json() {
    return NearlyGood.of(
        REQUEST, STATE, REPORT, READING, PROBLEMS, "{\"csr\":\"x\"}", "{\"certificate\":\"x\"}");
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
  }

  @Provide
  Arbitrary<String> pem() {
    return NearlyGood.of(CERTIFICATE, CERTIFICATE + CERTIFICATE);
  }

  @Provide
  Arbitrary<String> keys() {
    return NearlyGood.of(
        "net.ipv4.conf.all.forwarding", "vm.swappiness", "hostname", "/etc/keelson.d/a.conf");
  }

  @Provide
  Arbitrary<String> values() {
    return NearlyGood.of("1", "0", "1024 65535", "10 20 30", "bbr", "node1", "a = b\n", "aGFsbG8=");
  }

  @Property
  void nearlyGoodJsonIsReadOrRefused(@ForAll("json") String text) {
    readOrRefused(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll("bytes") byte[] bytes) {
    readOrRefused(bytes);
  }

  private static void readOrRefused(byte[] bytes) {
    for (Class<?> type : WIRE) {
      switch (Json.read(bytes, type)) {
        case Decoded.Malformed<?> refused -> assertThat(refused.problem().message()).isNotBlank();
        case Decoded.Value<?> read ->
            assertThat(Json.read(Json.write(read.value()), type)).isEqualTo(read);
      }
    }
  }

  @Property
  void nearlyGoodPemIsReadOrRefused(@ForAll("pem") String text) {
    try {
      TrustBundle bundle = TrustBundle.ofPem(text);
      assertThat(TrustBundle.ofPem(bundle.pem()).digest()).isEqualTo(bundle.digest());
      bundle.authorities().forEach(one -> assertThat(Identity.of(one)).isEmpty());
    } catch (GeneralSecurityException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Property
  void nearlyGoodKeysAreReadOrRefused(@ForAll("pem") String text) {
    try {
      assertThat(Pem.privateKey(text.replace("CERTIFICATE", "PRIVATE KEY"))).isNotNull();
    } catch (GeneralSecurityException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Property
  void nearlyGoodParametersPassOrAreRefusedInWords(
      @ForAll Api api,
      @ForAll("keys") String key,
      @ForAll("values") String value,
      @ForAll("values") String mode) {
    for (Parameter parameter :
        List.of(
            Parameter.of(key, value),
            new Parameter(key, value, mode, -1L, 1L << 40, mode),
            new Parameter(key, null, null, null, null, null, value))) {
      switch (ParameterCheck.ofApply(api, List.of(parameter))) {
        case Checked.Valid valid -> assertThat(valid.settings()).hasSize(1);
        case Checked.Invalid invalid ->
            assertThat(invalid.problems())
                .isNotEmpty()
                .allSatisfy(
                    problem ->
                        assertThat(problem.message()).isNotBlank().matches("[^\\p{Cntrl}]*"));
      }
    }
  }

  @Property
  void patternsAndPathsAreReadOrRefused(@ForAll("keys") String text) {
    try {
      assertThat(new KeyPattern(text).text()).isEqualTo(text);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    if (FilePath.check("f", text).isEmpty()) {
      assertThat(String.join("/", new FilePath(text).names())).isEqualTo(text.substring(1));
    }
  }

  @Example
  void whatTheseBeginWithIsGood() throws GeneralSecurityException {
    assertThat(Json.read(REQUEST.getBytes(StandardCharsets.UTF_8), ApplyRequest.class))
        .isInstanceOf(Decoded.Value.class);
    assertThat(Json.read(STATE.getBytes(StandardCharsets.UTF_8), AgentState.class))
        .isInstanceOf(Decoded.Value.class);
    assertThat(TrustBundle.ofPem(CERTIFICATE).authorities()).hasSize(1);
  }
}
