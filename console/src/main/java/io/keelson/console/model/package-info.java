/** What the database keeps, and the database. */
@NullMarked
package io.keelson.console.model;

import org.jspecify.annotations.NullMarked;
