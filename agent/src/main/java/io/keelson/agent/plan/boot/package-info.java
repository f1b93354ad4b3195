/** Pure: whether what is set now outlives the node's next boot, and the kubelet's next start. */
@NullMarked
package io.keelson.agent.plan.boot;

import org.jspecify.annotations.NullMarked;
