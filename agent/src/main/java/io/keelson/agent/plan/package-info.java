/** Pure: what is wanted and what is there, to what has to change. */
@NullMarked
package io.keelson.agent.plan;

import org.jspecify.annotations.NullMarked;
