/** What holds for any input. */
package io.keelson.fuzz;
