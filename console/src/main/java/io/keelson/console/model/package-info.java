/**
 * What the database keeps, and the database. The classes of rows are not final because Jakarta
 * Persistence asks for that; their empty constructors are for it alone.
 */
@NullMarked
package io.keelson.console.model;

import org.jspecify.annotations.NullMarked;
