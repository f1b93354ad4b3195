/**
 * How MyKinds end: the finalizer that is put on before the first node is changed, the wait until
 * nodes have given back, and what nodes hold for owners that nobody knows any more.
 */
@NullMarked
package io.keelson.controller.depart;

import org.jspecify.annotations.NullMarked;
