/**
 * What each node should hold: decided from one gathered {@link io.keelson.controller.plan.World},
 * without client or clock.
 */
@NullMarked
package io.keelson.controller.plan;

import org.jspecify.annotations.NullMarked;
