package io.keelson.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The call that each target gets.
 *
 * @param port the agents' port; absent: whatever it is; any other is refused
 * @param api path of the agent's Api, for example {@code /v1/sysctl}
 * @param method POST (apply and keep) or GET (read and report); absent: POST
 * @param targetType All, Master or Worker; absent: All
 * @param parameters what is set or read
 */
public record Http(
    @JsonProperty("Port") @Nullable Long port,
    @JsonProperty("Api") String api,
    @JsonProperty("Method") Method method,
    @JsonProperty("TargetType") TargetType targetType,
    @JsonProperty("Parameters") List<MyKindParameter> parameters) {

  public Http {
    Objects.requireNonNull(api, "Api");
    method = method == null ? Method.POST : method;
    targetType = targetType == null ? TargetType.ALL : targetType;
    parameters = parameters == null ? List.of() : List.copyOf(parameters);
  }

  /** The same with other parameters. */
  public Http with(List<MyKindParameter> others) {
    return new Http(port, api, method, targetType, others);
  }

  /** What is done with the parameters. */
  public enum Method {
    POST,
    GET
  }

  /**
   * Which kind of node is meant; a master has the label {@code
   * node-role.kubernetes.io/control-plane}.
   */
  public enum TargetType {
    @JsonProperty("All")
    ALL,
    @JsonProperty("Master")
    MASTER,
    @JsonProperty("Worker")
    WORKER
  }
}
