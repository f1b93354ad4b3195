package io.keelson.console.config;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A network in CIDR notation, IPv4 or IPv6. */
public final class Network {

  /** Only digits of addresses: a name would be looked up. */
  private static final Pattern CIDR =
      Pattern.compile("(?<address>[0-9.]{7,15}|[0-9a-fA-F:.]{2,45})(/(?<bits>[0-9]{1,3}))?");

  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** The network, or the single address; empty when it is neither. */
  public static Optional<Network> parse(String text) {
    Matcher cidr = CIDR.matcher(text.strip());
    if (!cidr.matches()) {
      return Optional.empty();
    }
    Optional<byte[]> bytes = bytes(cidr.group("address"));
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    int most = bytes.get().length * 8;
    int bits = cidr.group("bits") == null ? most : Integer.parseInt(cidr.group("bits"));
    return bits > most ? Optional.empty() : Optional.of(new Network(bytes.get(), bits));
  }

  /** Whether an address, written in digits, is in it. */
  public boolean has(String other) {
    Optional<Network> one = parse(other);
    return one.isPresent()
        && one.get().address.length == address.length
        && Arrays.equals(masked(one.get().address), masked(address));
  }

  private byte[] masked(byte[] full) {
    byte[] masked = full.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.clamp(bits - 8L * i, 0, 8);
      masked[i] &= (byte) (0xff << (8 - kept));
    }
    return masked;
  }

  private static Optional<byte[]> bytes(String digits) {
    if (!digits.contains(":") && digits.split("\\.", -1).length != 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(digits).getAddress());
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
