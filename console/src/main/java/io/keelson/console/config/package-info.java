/** How the console runs. */
@NullMarked
package io.keelson.console.config;

import org.jspecify.annotations.NullMarked;
