/** Pages that show and change nothing: overview, MyKinds, one of them, nodes, history. */
@NullMarked
package io.keelson.console.controller.look;

import org.jspecify.annotations.NullMarked;
