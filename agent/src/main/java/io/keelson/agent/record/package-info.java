/** What this agent holds, and for whom. */
@NullMarked
package io.keelson.agent.record;

import org.jspecify.annotations.NullMarked;
