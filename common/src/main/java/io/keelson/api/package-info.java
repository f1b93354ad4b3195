/**
 * The MyKind resource as it is written in a cluster: spec and status, with the exact names of their
 * JSON fields.
 */
@NullMarked
package io.keelson.api;

import org.jspecify.annotations.NullMarked;
