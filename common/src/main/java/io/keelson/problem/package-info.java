/** The one error value that crosses modules. */
@NullMarked
package io.keelson.problem;

import org.jspecify.annotations.NullMarked;
