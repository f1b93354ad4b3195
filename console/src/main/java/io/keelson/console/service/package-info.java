/**
 * What the console does with its own things: users, sessions, passwords, audit, history. Knows no
 * web and no cluster.
 */
@NullMarked
package io.keelson.console.service;

import org.jspecify.annotations.NullMarked;
