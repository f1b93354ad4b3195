/** Administration of the console: its users, and the audit. */
@NullMarked
package io.keelson.console.controller.users;

import org.jspecify.annotations.NullMarked;
