/** Health and metrics, on loopback only. */
@NullMarked
package io.keelson.agent.ops;

import org.jspecify.annotations.NullMarked;
