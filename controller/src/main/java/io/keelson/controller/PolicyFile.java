package io.keelson.controller;

import io.keelson.controller.plan.PolicyCheck;
import io.keelson.policy.LivePolicy;
import io.keelson.policy.LivePolicy.News;
import io.keelson.policy.PolicySource;
import io.keelson.policy.PolicyText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mounted policy, and who wants to know when it is another one. Looked at by one thread. */
final class PolicyFile {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

  private record Mounted(Path path) implements PolicySource {

    @Override
    public byte[] read() throws IOException {
      try (InputStream in = Files.newInputStream(path)) {
        return in.readNBytes(PolicyText.LARGEST + 1);
      }
    }

    @Override
    public String name() {
      return path.toString();
    }
  }

  private final LivePolicy live;
  private final Consumer<PolicyCheck> told;

  PolicyFile(Path path, Consumer<PolicyCheck> told) {
    this.live = new LivePolicy(new Mounted(path));
    this.told = told;
    told.accept(PolicyCheck.nothing());
  }

  /** True while what is in the file holds. For any thread. */
  boolean isUsed() {
    return live.trouble().isEmpty();
  }

  /** Reads it again. A fault that nobody foresaw must not end the timer. */
  void look() {
    try {
      live.look().ifPresent(this::tell);
    } catch (RuntimeException e) {
      LOG.error("the policy was not looked at", e);
    }
  }

  private void tell(News news) {
    switch (news) {
      case News.Taken taken -> {
        LOG.info("policy: {}", String.join("; ", taken.policy().summary()));
        told.accept(PolicyCheck.by(taken.policy()));
      }
      case News.Refused refused -> {
        LOG.error("the policy's file is not used, {}:", refused.holds());
        refused.faults().forEach(fault -> LOG.error("{}", fault));
      }
    }
  }
}
