/**
 * What became of it: outcomes of nodes and the status of a MyKind made of them, without client or
 * clock.
 */
@NullMarked
package io.keelson.controller.status;

import org.jspecify.annotations.NullMarked;
