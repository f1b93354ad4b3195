package io.keelson.testing.kube;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests an {@link ApiServer}: one for all test classes of the run, ended after the last.
 *
 * <pre>{@code
 * @ExtendWith(ApiServerExtension.class)
 * final class SomethingIT {
 *   SomethingIT(ApiServer api) { … }
 * }
 * }</pre>
 *
 * Fails, never skips, where its programs are missing.
 */
public final class ApiServerExtension implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(ApiServerExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    apiServer(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(ApiServer.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return apiServer(context);
  }

  // The root store closes it at the end of the run.
  private static ApiServer apiServer(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(ApiServer.class, key -> ApiServer.start(), ApiServer.class);
  }
}
