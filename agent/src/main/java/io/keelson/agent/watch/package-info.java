/** Looks again and again whether what is held is still so, and sets it right: not for ever. */
@NullMarked
package io.keelson.agent.watch;

import org.jspecify.annotations.NullMarked;
