package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.keelson.api.MyKindSpec;
import io.keelson.api.MyKindStatus;
import io.keelson.controller.depart.Finalizers;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.MyKind;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The MyKind resource of the API server. It is read without a class of fabric8's, so that an object
 * that this version does not understand is a MyKind with a problem and not a broken watch.
 */
final class MyKinds {

  static final String GROUP = "apps.mydomain.com";
  static final String VERSION = "v1alpha1";
  static final String KIND = "MyKind";
  static final String API_VERSION = GROUP + "/" + VERSION;

  private static final String PLURAL = "mykinds";

  /** On a dry run: the MyKind of the same namespace whose next spec it tries. */
  static final String PREVIEW_OF = "keelson.io/preview-of";

  /** The path of all of them. */
  static final String EVERYWHERE = "/apis/" + API_VERSION + "/" + PLURAL;

  private MyKinds() {}

  static ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(GROUP)
        .withVersion(VERSION)
        .withKind(KIND)
        .withPlural(PLURAL)
        .withNamespaced(true)
        .build();
  }

  static String path(Owner owner) {
    return "/apis/"
        + API_VERSION
        + "/namespaces/"
        + owner.namespace()
        + "/"
        + PLURAL
        + "/"
        + owner.name();
  }

  static boolean isGuarded(GenericKubernetesResource resource) {
    return resource.getMetadata().getFinalizers().contains(Finalizers.NAME);
  }

  static MyKind of(GenericKubernetesResource resource) {
    ObjectMeta meta = resource.getMetadata();
    long generation = meta.getGeneration() == null ? 0 : meta.getGeneration();
    return new MyKind(
            owner(resource),
            generation,
            spec(resource.getAdditionalProperties().get("spec")),
            departure(resource))
        .previewing(previewOf(meta));
  }

  private static String previewOf(ObjectMeta meta) {
    Map<String, String> annotations = meta.getAnnotations();
    String name = annotations == null ? null : annotations.get(PREVIEW_OF);
    return name == null ? "" : name;
  }

  /** Without a look at the spec, which may be large. */
  static Owner owner(GenericKubernetesResource resource) {
    ObjectMeta meta = resource.getMetadata();
    String created = meta.getCreationTimestamp() == null ? "" : meta.getCreationTimestamp();
    return new Owner(meta.getUid(), meta.getNamespace(), meta.getName(), created);
  }

  private static @Nullable Departure departure(GenericKubernetesResource resource) {
    String deleted = resource.getMetadata().getDeletionTimestamp();
    return deleted == null ? null : new Departure(Instant.parse(deleted), isKept(resource));
  }

  /** Also of a spec that this version does not understand: what says Keep is not given back. */
  private static boolean isKept(GenericKubernetesResource resource) {
    return resource.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec
        && "Keep".equals(spec.get("DeletionPolicy"));
  }

  private static Decoded<MyKindSpec> spec(@Nullable Object spec) {
    if (spec == null) {
      return new Decoded.Malformed<>(
          Problem.of(ProblemCode.SPEC_INVALID, "spec", "spec is missing"));
    }
    try {
      return Json.read(Json.write(spec), MyKindSpec.class);
    } catch (RuntimeException e) {
      // One object that cannot be read must not stop the others.
      return new Decoded.Malformed<>(
          Problem.of(ProblemCode.SPEC_INVALID, "spec", "spec cannot be read"));
    }
  }

  /** What the object says about itself, when it is what this version writes. */
  static @Nullable MyKindStatus status(GenericKubernetesResource resource) {
    Object status = resource.getAdditionalProperties().get("status");
    if (status == null) {
      return null;
    }
    try {
      return Json.read(Json.write(status), MyKindStatus.class)
              instanceof Decoded.Value<MyKindStatus> known
          ? known.value()
          : null;
    } catch (RuntimeException e) {
      return null;
    }
  }
}
