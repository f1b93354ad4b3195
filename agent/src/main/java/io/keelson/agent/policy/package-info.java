/** What this node allows, whoever asks. */
@NullMarked
package io.keelson.agent.policy;

import org.jspecify.annotations.NullMarked;
