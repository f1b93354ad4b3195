/** PEM files, key pairs and the names in certificates. */
@NullMarked
package io.keelson.trust;

import org.jspecify.annotations.NullMarked;
