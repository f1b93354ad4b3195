package io.keelson.controller.kube;

import io.keelson.controller.plan.Node;
import io.keelson.controller.tell.EventRecorder;
import io.keelson.controller.tell.NodeEvents;
import io.keelson.wire.Owner;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events of events.k8s.io/v1. One that cannot be written is only logged. */
final class Events implements EventRecorder, NodeEvents {

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final int LONGEST_NOTE = 1000;

  /** The API takes microseconds and nothing else. */
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ApiServer server;
  private final Clock clock;
  private final String instance;

  Events(ApiServer server, Clock clock) {
    this.server = server;
    this.clock = clock;
    this.instance = hostName();
  }

  @Override
  public void record(Owner owner, String reason, String note, boolean warning) {
    Map<String, String> kind =
        Map.of(
            "apiVersion", MyKinds.API_VERSION,
            "kind", MyKinds.KIND,
            "namespace", owner.namespace(),
            "name", owner.name(),
            "uid", owner.uid());
    write(kind, reason, note, warning);
  }

  @Override
  public void warn(Node node, String reason, String note) {
    Map<String, String> object =
        Map.of("apiVersion", "v1", "kind", "Node", "name", node.name(), "uid", node.uid());
    write(object, reason, note, true);
  }

  /** An Event on any object, which is named as in {@code regarding} of the API. */
  void write(Map<String, String> object, String reason, String note, boolean warning) {
    String namespace = object.getOrDefault("namespace", "default");
    server
        .send(
            "POST",
            "/apis/events.k8s.io/v1/namespaces/" + namespace + "/events",
            "application/json",
            event(object, reason, note, warning))
        .whenComplete(
            (response, fault) -> {
              if (fault != null || response.code() >= 300) {
                LOG.debug(
                    "{}/{}: event {} not written: {}",
                    namespace,
                    object.get("name"),
                    reason,
                    fault != null ? fault.toString() : response.body());
              }
            });
  }

  private Map<String, Object> event(
      Map<String, String> object, String reason, String note, boolean warning) {
    String unique = UUID.randomUUID().toString().substring(0, 13);
    String whole = object.getOrDefault("name", "");
    String name = whole.substring(0, Math.min(200, whole.length()));
    return Map.ofEntries(
        Map.entry("apiVersion", "events.k8s.io/v1"),
        Map.entry("kind", "Event"),
        Map.entry(
            "metadata",
            Map.of(
                "name",
                name + "." + unique,
                "namespace",
                object.getOrDefault("namespace", "default"))),
        Map.entry("eventTime", MICROS.format(clock.instant())),
        Map.entry("type", warning ? "Warning" : "Normal"),
        Map.entry("reason", reason),
        Map.entry("action", "Reconcile"),
        Map.entry("note", note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE)),
        Map.entry("reportingController", "keelson.io/controller"),
        Map.entry("reportingInstance", instance),
        Map.entry("regarding", object));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
