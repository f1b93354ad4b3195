/** Calls to the agents over mutual TLS; the only package that sees Vert.x. */
@NullMarked
package io.keelson.controller.agents;

import org.jspecify.annotations.NullMarked;
