package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values that are misspelt or make no sense are refused with their name, before anything is
 * installed.
 */
class ChartValuesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "crd: {enabled: false}                        | 'crd' not allowed",
        "crds: {enable: false}                        | 'enable' not allowed",
        "crds: {enabled: 'no'}                        | /crds/enabled",
        "image: {repository: x}                       | 'repository' not allowed",
        "image: {pullPolicy: Sometimes}               | /image/pullPolicy",
        "image: {tag: a/b}                            | /image/tag",
        "image: {tag: 1.0}                            | /image/tag",
        "imagePullSecrets: [mine]                     | /imagePullSecrets/0",
        "policy:                                      | missing property 'policy'",
        "tls:                                         | missing property 'tls'",
        "tls: {source: certmanager}                   | 'self', 'certManager', 'provided'",
        "tls: {provided: }                            | missing property 'provided'",
        "policy: {sysctl: []}                         | 'sysctl' not allowed",
        "policy: {sysctls: [vm.swappiness]}           | /policy/sysctls/0",
        "policy: {sysctls: [{name: '*'}]}             | /policy/sysctls/0/name",
        "policy: {sysctls: [{name: vm}]}              | /policy/sysctls/0/name",
        "policy: {sysctls: [{name: kernel/x.y}]}      | /policy/sysctls/0/name",
        "policy: {sysctls: [{name: 'vm.*,kernel.*'}]} | /policy/sysctls/0/name",
        "policy: {sysctls: [{name: vm.x, least: 1}]}  | 'least' not allowed",
        "policy: {sysctls: [{name: vm.x, max: 1.5}]}  | /policy/sysctls/0/max",
        "policy: {sysctls: [{name: vm.x, irreversible: yes}]} | /policy/sysctls/0/irreversible",
        "policy: {files: [{root: etc}]}               | /policy/files/0/root",
        "policy: {files: [{root: /}]}                 | /policy/files/0/root",
        "policy: {files: [{root: /etc/../root}]}      | /policy/files/0/root",
        "policy: {files: [{root: /etc/docker/}]}      | /policy/files/0/root",
        "policy: {files: [{root: '/etc/a,/root'}]}    | /policy/files/0/root",
        "policy: {files: [{root: /etc/a, path: /etc/a}]} | /policy/files/0",
        "policy: {files: [{}]}                        | /policy/files/0",
        "policy: {files: [{root: /etc/a, maxBytes: 600000}]} | /policy/files/0/maxBytes",
        "policy: {files: [{root: /etc/a, maxMode: '0777'}]} | /policy/files/0/maxMode",
        "policy: {files: [{path: /etc/a, rootEquivalent: true}]} | /policy/files/0/rootEquivalent",
        "policy: {hostname: true}                     | /policy/hostname",
        "policy: {hostname: {kubeletNodeName: yes}}   | /policy/hostname/kubeletNodeName",
        "policy: {bindings: [{sysctls: [vm.*]}]}      | /policy/bindings/0",
        "policy: {bindings: [{namespaces: []}]}       | /policy/bindings/0/namespaces",
        "policy: {bindings: [{namespaces: [A]}]}      | /policy/bindings/0/namespaces/0",
        "tls: {validityYears: 10}                     | 'validityYears' not allowed",
        "controller: {replicas: 0}                    | /controller/replicas",
        "controller: {pollInterval: 30s}              | /controller/pollInterval",
        "controller: {maxCalls: 0}                    | /controller/maxCalls",
        "controller: {resources: {request: {}}}       | 'request' not allowed",
        "agent: {hostPort: 1}                         | 'hostPort' not allowed",
        "agent: {port: 70000}                         | /agent/port",
        "agent: {apiServer: api.example.com:6443}     | /agent/apiServer",
        "agent: {maxUnavailable: 0}                   | /agent/maxUnavailable",
        "agent: {tolerations: [{operater: Exists}]}   | 'operater' not allowed",
        "agent: {appArmorProfile: none}               | /agent/appArmorProfile",
      })
  void refuses(String values, String says) {
    assertThatThrownBy(() -> RenderedChart.of(values)).hasMessageContaining(says);
  }

  @Test
  void refusesAKubernetesBelowTheOldestItPromises() {
    assertThatThrownBy(() -> RenderedChart.of("{}", "1.25.9")).hasMessageContaining(">=1.26.0-0");
  }

  @Test
  void everyDefaultValueHasARuleAndEveryRuleADefault() throws Exception {
    JsonNode values =
        new ObjectMapper(new YAMLFactory())
            .readTree(Checkout.path("charts/keelson/values.yaml").toFile());
    JsonNode schema =
        new ObjectMapper().readTree(Checkout.path("charts/keelson/values.schema.json").toFile());

    assertThat(differences("", values, schema)).containsExactly("/global has no default");
  }

  @Test
  void theReadmeExplainsEveryValue() throws Exception {
    String readme = Files.readString(Checkout.path("charts/keelson/README.md"));
    JsonNode schema =
        new ObjectMapper().readTree(Checkout.path("charts/keelson/values.schema.json").toFile());

    assertThat(leaves("", schema))
        .hasSizeGreaterThan(30)
        .allSatisfy(value -> assertThat(readme).contains("`" + value + "`"));
  }

  private static List<String> leaves(String path, JsonNode rule) {
    List<String> found = new ArrayList<>();
    rule.path("properties")
        .properties()
        .forEach(
            field -> {
              String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              List<String> below = leaves(name, field.getValue());
              boolean open = name.equals("global") || name.startsWith("agent.seLinuxOptions.");
              found.addAll(open ? List.of() : below.isEmpty() ? List.of(name) : below);
            });
    return found.isEmpty() && path.equals("agent.seLinuxOptions") ? List.of(path) : found;
  }

  /** Compares names down to where a rule leaves the names open. */
  private static List<String> differences(String path, JsonNode value, JsonNode rule) {
    List<String> found = new ArrayList<>();
    JsonNode properties = rule.path("properties");
    properties
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (value.has(name)) {
                found.addAll(differences(path + "/" + name, value.get(name), properties.get(name)));
              } else {
                found.add(path + "/" + name + " has no default");
              }
            });
    if (!properties.isMissingNode()) {
      value
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!properties.has(name)) {
                  found.add(path + "/" + name + " has no rule");
                }
              });
    }
    return found.stream().filter(line -> !line.startsWith("/agent/seLinuxOptions/")).toList();
  }
}
