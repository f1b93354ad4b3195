package io.keelson.console.model;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * A role of a user.
 *
 * @param namespace {@code *} for all
 * @param role viewer, operator or admin
 */
@Embeddable
public record GrantValue(
    @Column(nullable = false, length = 63) String namespace,
    @Column(nullable = false, length = 10) String role) {}
