package io.keelson.agent.plan.boot;

import static io.keelson.problem.ProblemCode.HOSTNAME_NOT_ALLOWED;

import io.keelson.problem.Problem;
import io.keelson.setting.Hostname;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the node's kubelet has the node's name from: its option {@code --hostname-override}, which
 * no configuration file of it has, or else the host name when it starts (kubernetes.io, kubelet).
 * With another host name it would then be another node at its next start, or be refused, since its
 * certificate names the old one.
 *
 * @param kubelets the command lines of the kubelets that run; one, on a node
 * @param hints files that its unit takes options from
 */
public record KubeletName(List<List<String>> kubelets, List<ConfigFile> hints) {

  private static final String OPTION = "--hostname-override";
  private static final Pattern HINT =
      Pattern.compile("(?:^|[\\s\"'=])" + OPTION + "[= ]([A-Za-z0-9.-]+)");

  public KubeletName {
    kubelets = List.copyOf(kubelets);
    hints = List.copyOf(hints);
  }

  /**
   * Why a host name would take the node's name away; empty when it does not.
   *
   * @param node the node's name in Kubernetes
   */
  public Optional<Problem> refusal(Hostname wanted, String node) {
    if (wanted.name().equals(node) || (kubelets.isEmpty() ? hinted(node) : overridden(node))) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            HOSTNAME_NOT_ALLOWED,
            "parameters[0].value",
            Hostname.KEY,
            "hostname: %s: with the name %s it would be another node than %s at its next start. Give the kubelet %s=%s, or accept it in the policy (hostname.kubeletNodeName)"
                .formatted(why(), wanted.name(), node, OPTION, node)));
  }

  private String why() {
    return kubelets.isEmpty()
        ? "no kubelet is seen on this node, and it may take the node's name from the host name"
        : "this node's kubelet takes the node's name from the host name";
  }

  private boolean overridden(String node) {
    return kubelets.stream().allMatch(command -> name(value(command)).equals(node));
  }

  /** The last one counts, as with every option of Go's flags. */
  private static String value(List<String> command) {
    List<String> values = new ArrayList<>(List.of(""));
    for (int i = 1; i < command.size(); i++) {
      String word = command.get(i);
      if (word.startsWith(OPTION + "=")) {
        values.add(word.substring(OPTION.length() + 1));
      } else if (word.equals(OPTION) && i + 1 < command.size()) {
        values.add(command.get(i + 1));
      }
    }
    return values.getLast();
  }

  private boolean hinted(String node) {
    return hints.stream()
        .flatMap(file -> file.lines().stream())
        .filter(line -> !line.strip().startsWith("#"))
        .map(HINT::matcher)
        .filter(Matcher::find)
        .map(found -> name(found.group(1)))
        .reduce((earlier, later) -> later)
        .filter(node::equals)
        .isPresent();
  }

  /** As the kubelet makes a node's name of it. */
  private static String name(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
