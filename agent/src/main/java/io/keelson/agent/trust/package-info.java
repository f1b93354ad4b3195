/** Who this agent is, by a certificate that it asks the controller for, and whom it believes. */
@NullMarked
package io.keelson.agent.trust;

import org.jspecify.annotations.NullMarked;
