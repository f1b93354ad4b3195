package io.keelson.agent.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Connections of strangers, from as many addresses of this machine's loopback as are wanted. */
record Strangers(int port) {

  private static final byte[] HELLO = hello();

  /** A connection from the address with that number, from 127.1.0.1 on. */
  Socket connect(int address) throws IOException {
    Socket socket = new Socket();
    try {
      // Nothing of thousands of connections is to be left waiting when they have ended.
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      String from = "127.1.%d.%d".formatted(address / 250, address % 250 + 1);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
      socket.setSoTimeout(2000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Makes the server do its part of a handshake, which is nearly all of the work, for next to none
   * of one's own: what is sent was made once.
   *
   * @return whether it did
   */
  boolean handshake(int address) throws IOException {
    try (Socket socket = connect(address)) {
      socket.getOutputStream().write(HELLO);
      return socket.getInputStream().read() >= 0;
    }
  }

  private static byte[] hello() {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(new String[] {"TLSv1.3"});
      engine.beginHandshake();
      ByteBuffer made = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), made);
      byte[] bytes = new byte[made.flip().remaining()];
      made.get(bytes);
      return bytes;
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }
}
