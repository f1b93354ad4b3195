/** How people are told of what happened: Events, a few of them for thousands of nodes. */
@NullMarked
package io.keelson.controller.tell;

import org.jspecify.annotations.NullMarked;
