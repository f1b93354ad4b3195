package io.keelson.testing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keelson.api.Http;
import io.keelson.api.MyKindParameter;
import io.keelson.api.MyKindSpec;
import io.keelson.api.NodeSelector;
import io.keelson.api.ValueSource;
import io.keelson.api.ValueSource.KeyRef;
import io.keelson.setting.Api;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds MyKinds.
 *
 * <pre>{@code
 * aMyKind().named("swap").onNodes("node1").sysctl("vm.swappiness", "10").yaml()
 * }</pre>
 *
 * Without a call it is {@code default/example}, for every node, POST. Not for several threads.
 */
public final class MyKinds {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);

  private String name = "example";
  private String namespace = "default";
  private final List<MyKindSpec.Worker> workers = new ArrayList<>();
  private final Map<String, String> matchLabels = new LinkedHashMap<>();
  private final List<NodeSelector.Requirement> requirements = new ArrayList<>();
  private final List<MyKindParameter> parameters = new ArrayList<>();
  private String api = Api.SYSCTL.path();
  private Http.@Nullable Method method;
  private Http.@Nullable TargetType targetType;
  private @Nullable Long port;
  private MyKindSpec.@Nullable DeletionPolicy deletionPolicy;
  private @Nullable Boolean dryRun;
  private @Nullable Boolean paused;
  private @Nullable String previewOf;

  private MyKinds() {}

  public static MyKinds aMyKind() {
    return new MyKinds();
  }

  public MyKinds named(String name) {
    this.name = name;
    return this;
  }

  public MyKinds inNamespace(String namespace) {
    this.namespace = namespace;
    return this;
  }

  public MyKinds onNodes(String... nodes) {
    Stream.of(nodes).map(MyKindSpec.Worker::new).forEach(workers::add);
    return this;
  }

  public MyKinds whereLabel(String key, String value) {
    matchLabels.put(key, value);
    return this;
  }

  public MyKinds where(String key, NodeSelector.Operator operator, String... values) {
    requirements.add(new NodeSelector.Requirement(key, operator, List.of(values)));
    return this;
  }

  public MyKinds sysctl(String key, String value) {
    return api(Api.SYSCTL).parameter(key, value);
  }

  public MyKinds hostname(String value) {
    return api(Api.HOSTNAME).parameter("hostname", value);
  }

  public MyKinds file(String path, String content) {
    return api(Api.FILE).parameter(path, content);
  }

  public MyKinds file(String path, String content, String mode) {
    api(Api.FILE);
    parameters.add(new MyKindParameter(path, content, mode, null, null, null));
    return this;
  }

  public MyKinds file(String path, String content, String mode, long owner, long group) {
    api(Api.FILE);
    parameters.add(new MyKindParameter(path, content, mode, owner, group, null));
    return this;
  }

  /** A file with the bytes of an entry of a ConfigMap. */
  public MyKinds fileFromConfigMap(String path, String name, String key) {
    return api(Api.FILE).from(path, new ValueSource(new KeyRef(name, key), null));
  }

  /** A file with the bytes of an entry of a Secret. */
  public MyKinds fileFromSecret(String path, String name, String key) {
    return api(Api.FILE).from(path, new ValueSource(null, new KeyRef(name, key)));
  }

  /** The last parameter gets a Secret as its source as well, whether or not that makes sense. */
  public MyKinds valueFromSecret(String name, String key) {
    MyKindParameter last = parameters.removeLast();
    return parameter(
        new MyKindParameter(
            last.key(),
            last.value(),
            last.mode(),
            last.owner(),
            last.group(),
            last.encoding(),
            last.ensure(),
            new ValueSource(null, new KeyRef(name, key))));
  }

  private MyKinds from(String path, ValueSource source) {
    return parameter(new MyKindParameter(path, null, null, null, null, null, null, source));
  }

  /** Reads these keys instead of setting them. */
  public MyKinds reads(Api of, String... keys) {
    this.method = Http.Method.GET;
    api(of);
    Stream.of(keys)
        .map(key -> new MyKindParameter(key, null, null, null, null, null))
        .forEach(parameters::add);
    return this;
  }

  public MyKinds api(Api api) {
    return api(api.path());
  }

  /** Any path, also one that there is not. */
  public MyKinds api(String path) {
    this.api = path;
    return this;
  }

  public MyKinds parameter(String key, String value) {
    return parameter(new MyKindParameter(key, value, null, null, null, null));
  }

  public MyKinds parameter(MyKindParameter parameter) {
    parameters.add(parameter);
    return this;
  }

  public MyKinds onlyMasters() {
    this.targetType = Http.TargetType.MASTER;
    return this;
  }

  public MyKinds onlyWorkers() {
    this.targetType = Http.TargetType.WORKER;
    return this;
  }

  public MyKinds port(long port) {
    this.port = port;
    return this;
  }

  /** Its deletion leaves the nodes as they are. */
  public MyKinds kept() {
    this.deletionPolicy = MyKindSpec.DeletionPolicy.KEEP;
    return this;
  }

  public MyKinds dryRun() {
    this.dryRun = true;
    return this;
  }

  public MyKinds paused() {
    this.paused = true;
    return this;
  }

  /** A dry run that tries the next spec of another. */
  public MyKinds previewOf(String name) {
    this.previewOf = name;
    return dryRun();
  }

  /** The record that the controller works with. */
  public MyKindSpec spec() {
    return MAPPER.convertValue(specTree(), MyKindSpec.class);
  }

  /** The whole resource as a tree, with the fields that were given and no defaults. */
  public Map<String, Object> resource() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("apiVersion", "apps.mydomain.com/v1alpha1");
    tree.put("kind", "MyKind");
    Map<String, Object> metadata =
        new LinkedHashMap<>(Map.of("name", name, "namespace", namespace));
    if (previewOf != null) {
      metadata.put("annotations", Map.of("keelson.io/preview-of", previewOf));
    }
    tree.put("metadata", metadata);
    tree.put("spec", specTree());
    return tree;
  }

  /** The whole resource as a person would apply it. */
  public String yaml() {
    return Yaml.of(resource());
  }

  private Map<String, Object> specTree() {
    Map<String, Object> http = new LinkedHashMap<>();
    put(http, "Port", port);
    put(http, "Api", api);
    put(http, "Method", method);
    put(http, "TargetType", targetType);
    put(http, "Parameters", parameters);
    Map<String, Object> spec = new LinkedHashMap<>();
    put(spec, "Workers", workers);
    put(spec, "NodeSelector", selector());
    spec.put("Http", http);
    put(spec, "DeletionPolicy", deletionPolicy);
    put(spec, "DryRun", dryRun);
    put(spec, "Paused", paused);
    return spec;
  }

  private @Nullable NodeSelector selector() {
    return matchLabels.isEmpty() && requirements.isEmpty()
        ? null
        : new NodeSelector(matchLabels, requirements);
  }

  /** Only what was given: the resource looks as a person would write it. */
  private static void put(Map<String, Object> tree, String field, @Nullable Object value) {
    if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
      tree.put(field, MAPPER.convertValue(value, Object.class));
    }
  }
}
