/** The part of the console that changes MyKinds: edit, preview, apply, pause, delete. */
@NullMarked
package io.keelson.console.controller.change;

import org.jspecify.annotations.NullMarked;
