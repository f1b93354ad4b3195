package io.keelson.controller.plan;

import io.keelson.testing.MyKinds;
import io.keelson.wire.Decoded;
import io.keelson.wire.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Worlds for the tables. */
public final class Given {

  public static final int PORT = 9443;

  private Given() {}

  public static Node node(String name, String... labels) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return new Node(name, "uid-" + name, "10.0.0.1", map, true, false);
  }

  public static Node master(String name) {
    return node(name, "node-role.kubernetes.io/control-plane", "");
  }

  /** A MyKind whose uid is its name; the second gives its age. */
  public static MyKind kind(String name, int second, MyKinds built) {
    return new MyKind(
        new Owner(name, "default", name, "2026-01-01T00:00:%02dZ".formatted(second)),
        1,
        new Decoded.Value<>(built.spec()));
  }

  public static Declaration declared(String name, int second, MyKinds built) {
    return Declaration.of(kind(name, second, built), PORT);
  }

  public static World world(Stream<Node> nodes, Declaration... declarations) {
    return world(PolicyCheck.LEFT_TO_AGENTS, nodes, declarations);
  }

  static World world(PolicyCheck policy, Stream<Node> nodes, Declaration... declarations) {
    Map<String, Node> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.name(), node));
    Map<String, Declaration> byUid = new HashMap<>();
    Stream.of(declarations).forEach(one -> byUid.put(one.kind().uid(), one));
    return new World(byUid, byName, policy);
  }
}
