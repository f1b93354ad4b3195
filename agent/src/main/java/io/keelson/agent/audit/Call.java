package io.keelson.agent.audit;

import io.keelson.setting.Api;
import io.keelson.wire.ApplyRequest;

/**
 * A POST whose body could be read.
 *
 * @param id its idempotency key; empty for a dry run
 */
public record Call(Caller caller, Api api, ApplyRequest request, String id, boolean dryRun) {}
