/**
 * What can be set on a node, and the grammar that every parameter must pass: used by controller and
 * agent alike.
 */
@NullMarked
package io.keelson.setting;

import org.jspecify.annotations.NullMarked;
