/** The web console: people log in, and act in the cluster with their own rights only. */
@NullMarked
package io.keelson.console;

import org.jspecify.annotations.NullMarked;
