/**
 * The web: who may come in, and what each address does. The only package that sees Javalin, with
 * those below it.
 */
@NullMarked
package io.keelson.console.controller;

import org.jspecify.annotations.NullMarked;
