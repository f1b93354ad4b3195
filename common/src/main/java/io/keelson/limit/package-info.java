/** How much is let in, and done in a time, where anybody may ask for more. */
@NullMarked
package io.keelson.limit;

import org.jspecify.annotations.NullMarked;
