package io.keelson.console.service;

/**
 * Who asks, for audit and throttle.
 *
 * @param address of the caller, in digits
 * @param requestId names the request in logs and audit
 */
public record From(String address, String requestId) {}
