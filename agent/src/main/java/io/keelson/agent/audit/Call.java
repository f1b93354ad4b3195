package io.keelson.agent.audit;

import io.keelson.wire.Owner;

/**
 * A POST whose body could be read.
 *
 * @param path that was called
 * @param id its idempotency key; empty for a dry run
 */
public record Call(
    Caller caller,
    String path,
    Owner owner,
    long epoch,
    long generation,
    String id,
    boolean dryRun) {}
