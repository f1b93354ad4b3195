package io.keelson.console.service;

import java.time.Instant;
import java.util.UUID;

/**
 * A spec that a MyKind once had.
 *
 * @param author name of the console's user, or who the API server says
 * @param specJson the spec as JSON
 */
public record Revision(
    UUID id,
    String namespace,
    String name,
    String uid,
    long generation,
    String author,
    Instant at,
    String specJson) {}
