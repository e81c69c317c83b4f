package io.github.tbptt4j.tuning.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.tbptt4j.tuning.SweepResult;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A sweep's report while the sweep runs, for browsers of this machine: a server on the loopback
 * address, which ends when it is closed. What a browser shows then stays readable.
 *
 * <pre>{@code
 * try (LiveReport live = LiveReport.start(folder, 0)) {
 *   System.err.println(live.address());
 *   sweep.run();
 * }
 * }</pre>
 */
public final class LiveReport implements AutoCloseable {
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  /** Other names of this machine may be another's: a page of the web could have chosen them. */
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?");

  private static final String WAITING =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
      <title>Sweep</title></head><body><p>The sweep hasn't begun yet.</p></body></html>
      """;

  private final Path folder;
  private final HttpServer server;
  private final ExecutorService thread;

  /** Of the state that the sweep's files had then: the forest in it takes a while. */
  private String data;

  private List<FileTime> dataTimes;

  private LiveReport(Path folder, HttpServer server) {
    this.folder = folder;
    this.server = server;
    thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread one = new Thread(task, "tbptt4j-report");
              one.setDaemon(true);
              return one;
            });
    server.setExecutor(thread);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Begins to serve.
   *
   * @param folder of the sweep; it need not exist yet
   * @param port of the loopback address; 0 for any that is free
   * @return the server, until it is closed
   * @throws IOException if the port is in use
   */
  public static LiveReport start(Path folder, int port) throws IOException {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new LiveReport(folder, HttpServer.create(address, 0));
    } catch (BindException e) {
      throw new IOException(
          "Port "
              + port
              + " of this machine is in use: give another, or none for one that is free.",
          e);
    }
  }

  /** {@return where a browser finds the report} */
  public URI address() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://127.0.0.1:" + address.getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !LOOPBACK.matcher(host).matches()) {
        send(exchange, 403, "text/plain", "For this machine only.");
      } else if (!METHODS.contains(exchange.getRequestMethod())) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "text/plain", "Only GET and HEAD.");
      } else {
        answerOrSayWhyNot(exchange);
      }
    }
  }

  private void answerOrSayWhyNot(HttpExchange exchange) throws IOException {
    try {
      answer(exchange, exchange.getRequestURI().getPath());
    } catch (RuntimeException e) { // a damaged file, say
      send(exchange, 500, "text/plain", String.valueOf(e.getMessage()));
    }
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case "/" -> send(exchange, 200, "text/html", hasBegun() ? report().livePage() : WAITING);
      case "/data.json" -> {
        if (hasBegun()) {
          send(exchange, 200, "application/json", data());
        } else {
          send(exchange, 503, "text/plain", "The sweep hasn't begun yet.");
        }
      }
      default -> send(exchange, 404, "text/plain", "There is / and /data.json.");
    }
  }

  private boolean hasBegun() {
    return Files.exists(folder.resolve("sweep.json"));
  }

  private String data() throws IOException {
    List<FileTime> times = new ArrayList<>();
    for (String name : List.of("sweep.json", "baselines.json", "scores.json", "winner.json")) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        times.add(Files.getLastModifiedTime(file));
      }
    }
    if (data == null || !times.equals(dataTimes) || !Files.exists(folder.resolve("scores.json"))) {
      data = report().data();
      dataTimes = times;
    }
    return data;
  }

  private SweepReport report() {
    return SweepReport.of(SweepResult.read(folder), List.of());
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Ends the server; requests under way are answered. */
  @Override
  public void close() {
    server.stop(1);
    thread.shutdown();
  }
}
