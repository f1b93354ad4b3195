/**
 * PEM files, key pairs and the names in certificates, and TLS that can be replaced while it is
 * used.
 */
@NullMarked
package io.keelson.trust;

import org.jspecify.annotations.NullMarked;
