/**
 * The loop: what changes in the cluster wakes nodes, a node's worker makes the calls that are due,
 * the ledger remembers the answers, and the publisher writes them into the status.
 */
@NullMarked
package io.keelson.controller.converge;

import org.jspecify.annotations.NullMarked;
