/** A real database server for tests. */
@NullMarked
package io.keelson.testing.database;

import org.jspecify.annotations.NullMarked;
