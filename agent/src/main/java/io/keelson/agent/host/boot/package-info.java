/**
 * Looks at the host for what will undo a setting: at its next boot, or the kubelet's next start.
 */
@NullMarked
package io.keelson.agent.host.boot;

import org.jspecify.annotations.NullMarked;
