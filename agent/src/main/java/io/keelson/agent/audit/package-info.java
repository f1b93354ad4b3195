/**
 * One line for each change to the node and each refusal: who, for whom, what, and what came of it.
 */
@NullMarked
package io.keelson.agent.audit;

import org.jspecify.annotations.NullMarked;
