/** Health and metrics. */
@NullMarked
package io.keelson.controller.ops;

import org.jspecify.annotations.NullMarked;
