/** The host's files and kernel; the only package that touches them. */
@NullMarked
package io.keelson.agent.host;

import org.jspecify.annotations.NullMarked;
