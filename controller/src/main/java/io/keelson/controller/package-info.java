/** The controller: turns MyKinds into calls to the nodes' agents and reports what is true. */
@NullMarked
package io.keelson.controller;

import org.jspecify.annotations.NullMarked;
