package io.keelson.agent.audit;

/**
 * Who made a call, as its certificate and its connection say.
 *
 * @param name the certificate's SPIFFE name; empty for none
 * @param serial of the certificate, hexadecimal
 * @param address that the connection comes from
 */
public record Caller(String name, String serial, String address) {}
