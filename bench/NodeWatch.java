import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;

/** Sees when a network sysctl of a node takes which value, within 0.3 ms. */
final class NodeWatch {

  private static final long PAUSE = 300_000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final MethodHandle OPEN = function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETNS = function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private final ConcurrentMap<String, Long> seen = new ConcurrentHashMap<>();

  static NodeWatch start(long pid, String key) {
    NodeWatch watch = new NodeWatch();
    Thread thread = Thread.ofPlatform().daemon().name("node of " + pid).unstarted(() -> watch.run(pid, key));
    thread.start();
    return watch;
  }

  /** System.nanoTime at which the node first had it; 0 when it has not. */
  long seen(String value) {
    return seen.getOrDefault(value, 0L);
  }

  private void run(long pid, String key) {
    enterNetwork(pid);
    byte[] bytes = new byte[64];
    String last = "";
    // /proc/sys/net shows the network of the thread that opens it.
    try (RandomAccessFile file = new RandomAccessFile("/proc/sys/" + key.replace('.', '/'), "r")) {
      while (true) {
        file.seek(0);
        int length = file.read(bytes);
        long now = System.nanoTime();
        String value = new String(bytes, 0, length, StandardCharsets.US_ASCII).strip();
        if (!value.equals(last)) {
          seen.put(value, now);
          last = value;
        }
        LockSupport.parkNanos(PAUSE);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void enterNetwork(long pid) {
    try (Arena arena = Arena.ofConfined()) {
      int namespace = (int) OPEN.invokeExact(arena.allocateFrom("/proc/" + pid + "/ns/net"), 0);
      if (namespace < 0 || (int) SETNS.invokeExact(namespace, CLONE_NEWNET) != 0) {
        throw new IllegalStateException("cannot enter the network of process " + pid + ": root is needed");
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
  }
}
