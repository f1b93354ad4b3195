/**
 * Who leads: the rules by which one of several controllers holds the Lease, without client, thread
 * or clock.
 */
@NullMarked
package io.keelson.controller.lead;

import org.jspecify.annotations.NullMarked;
