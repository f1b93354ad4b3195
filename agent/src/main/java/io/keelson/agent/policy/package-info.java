/** The node's policy, read from a mounted file again and again. */
@NullMarked
package io.keelson.agent.policy;

import org.jspecify.annotations.NullMarked;
