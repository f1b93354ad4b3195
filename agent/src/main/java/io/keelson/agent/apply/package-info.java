/**
 * Applies a request, or gives back, as a whole or not at all: check, observe, plan, write down how
 * to take it back, make each change, and put it into the record. {@link
 * io.keelson.agent.apply.Transaction} does so, {@link io.keelson.agent.apply.Recovery} after a
 * crash.
 */
@NullMarked
package io.keelson.agent.apply;

import org.jspecify.annotations.NullMarked;
