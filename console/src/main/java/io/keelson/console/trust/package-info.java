/** The certificate that browsers see. */
@NullMarked
package io.keelson.console.trust;

import org.jspecify.annotations.NullMarked;
