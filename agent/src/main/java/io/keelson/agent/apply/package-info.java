/**
 * Applies a request as a whole or not at all: check, observe, plan, make each change, and undo the
 * ones made when one fails. The journal that makes this true over a crash belongs between the plan
 * and the first change, in {@link io.keelson.agent.apply.Applier#apply}.
 */
@NullMarked
package io.keelson.agent.apply;

import org.jspecify.annotations.NullMarked;
