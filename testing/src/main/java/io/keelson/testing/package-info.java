/** Builders, fakes and assertions that the tests of all modules share. */
@NullMarked
package io.keelson.testing;

import org.jspecify.annotations.NullMarked;
