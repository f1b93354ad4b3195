package io.keelson.controller.agents;

/**
 * What proves to an agent that a call is due.
 *
 * @param epoch in which we lead
 * @param key names the intended change: the same when it is sent again because no answer came
 */
public record Order(long epoch, String key) {}
