/** The HTTPS interface; the only package that sees Javalin and Jetty. */
@NullMarked
package io.keelson.agent.http;

import org.jspecify.annotations.NullMarked;
