package io.keelson.controller.plan;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that decisions look at, as it was at one moment. Immutable; for any thread. */
public final class World {

  private final List<Declaration> declarations;
  private final Map<String, Declaration> byUid;
  private final Askers askers;
  private final Set<String> leaving;
  private final Map<String, Node> nodes;
  private final PolicyCheck policy;
  private final @Nullable Retreat retreat;
  private volatile @Nullable Hostnames hostnames;

  /**
   * A world of these.
   *
   * @param declarations by the uid of their MyKind
   * @param nodes by name
   */
  public World(Map<String, Declaration> declarations, Map<String, Node> nodes, PolicyCheck policy) {
    this(declarations, nodes, policy, null);
  }

  /**
   * The same.
   *
   * @param retreat not null while Keelson is being uninstalled
   */
  public World(
      Map<String, Declaration> declarations,
      Map<String, Node> nodes,
      PolicyCheck policy,
      @Nullable Retreat retreat) {
    this(
        Map.copyOf(declarations),
        Askers.inOrder(declarations.values()),
        Map.copyOf(nodes),
        policy,
        retreat,
        null);
  }

  private World(
      Map<String, Declaration> byUid,
      List<Declaration> declarations,
      Map<String, Node> nodes,
      PolicyCheck policy,
      @Nullable Retreat retreat,
      @Nullable Hostnames hostnames) {
    this.byUid = byUid;
    this.declarations = declarations;
    this.askers = Askers.of(declarations);
    this.leaving =
        declarations.stream()
            .filter(Declaration.Leaving.class::isInstance)
            .map(one -> one.kind().uid())
            .collect(Collectors.toUnmodifiableSet());
    this.nodes = nodes;
    this.policy = policy;
    this.retreat = retreat;
    this.hostnames = hostnames;
  }

  /**
   * The same with other nodes.
   *
   * @param sameNames whether {@link Node#namesAs} holds for each of them
   */
  public World with(Map<String, Node> others, boolean sameNames) {
    return new World(
        byUid, declarations, Map.copyOf(others), policy, retreat, sameNames ? hostnames : null);
  }

  /** All declarations, the oldest first; a preview stands before the one that it speaks for. */
  public List<Declaration> declarations() {
    return declarations;
  }

  /** The uids of the MyKinds that are being deleted. */
  public Set<String> leaving() {
    return leaving;
  }

  /** In whose name a MyKind asks: its own, or that of the one whose next spec it tries. */
  MyKind askerOf(Declaration declaration) {
    return askers.askerOf(declaration);
  }

  public @Nullable Declaration declaration(String uid) {
    return byUid.get(uid);
  }

  public @Nullable Node node(String name) {
    return nodes.get(name);
  }

  public Collection<Node> nodes() {
    return nodes.values();
  }

  public @Nullable Retreat retreat() {
    return retreat;
  }

  PolicyCheck policy() {
    return policy;
  }

  Set<String> nodeNames() {
    return nodes.keySet();
  }

  /** The nodes that a selection means in this world. */
  public Targets targetsOf(Selection selection) {
    return Targets.of(selection, nodes);
  }

  /** Made when first asked for: it looks at every node. Twice by two threads does no harm. */
  Hostnames hostnames() {
    Hostnames made = hostnames;
    if (made == null) {
      made = Hostnames.of(this);
      hostnames = made;
    }
    return made;
  }
}
