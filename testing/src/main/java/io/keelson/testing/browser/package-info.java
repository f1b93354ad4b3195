/** A real browser for tests of pages. */
@NullMarked
package io.keelson.testing.browser;

import org.jspecify.annotations.NullMarked;
