/** The agent: applies what the controller asks for to the node it runs on. */
@NullMarked
package io.keelson.agent;

import org.jspecify.annotations.NullMarked;
