/**
 * Work keyed by node: one at a time for each node, the newest wins, growing pauses after failures.
 */
@NullMarked
package io.keelson.controller.queue;

import org.jspecify.annotations.NullMarked;
