package io.keelson.console.controller.look;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A page's end of a stream of events, as a browser reads it. */
final class Events implements AutoCloseable {

  private static final String END = "(end)";

  private final HttpClient client;
  private final HttpResponse<InputStream> answer;
  private final BlockingQueue<Event> arrived = new LinkedBlockingQueue<>();

  /** One event; when the stream has ended its name is {@code (end)}. */
  record Event(String name, String data) {}

  Events(HttpClient client, HttpResponse<InputStream> answer) {
    this.client = client;
    this.answer = answer;
    Thread.ofVirtual().start(this::read);
  }

  int status() {
    return answer.statusCode();
  }

  String header(String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String name = "";
      StringBuilder data = new StringBuilder();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data.append(line.substring(6)).append('\n');
        } else if (line.isEmpty()) {
          if (!name.isEmpty()) {
            arrived.add(new Event(name, data.toString()));
          }
          name = "";
          data.setLength(0);
        }
      }
    } catch (IOException closed) {
      arrived.add(new Event(END, "cut"));
      return;
    }
    arrived.add(new Event(END, ""));
  }

  /** The next event of this name within the time; others before it are passed over. */
  Event await(String name, int seconds) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      Event event = arrived.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new AssertionError("no event " + name + " within " + seconds + " s");
      }
      if (event.name.equals(name)) {
        return event;
      }
      if (event.name.equals(END)) {
        throw new AssertionError("the stream ended before " + name);
      }
    }
  }

  void awaitEnd(int seconds) throws InterruptedException {
    await(END, seconds);
  }

  /** What has come by now of this name. */
  long count(String name) {
    return arrived.stream().filter(event -> event.name.equals(name)).count();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
