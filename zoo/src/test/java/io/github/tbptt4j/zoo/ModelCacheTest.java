package io.github.tbptt4j.zoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.common.resources.DL4JResources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over HTTP on this machine only, because HTTPS would need a certificate that Java trusts. */
class ModelCacheTest {
  private static final byte[] CONTENT = "what the file holds".repeat(1000).getBytes(UTF_8);
  private static final String CHECKSUM = Sha256.of(CONTENT);

  @TempDir private Path directory;

  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch testIsOver = new CountDownLatch(1);
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private HttpServer server;
  private ModelCache cache;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/whole", exchange -> send(exchange, CONTENT));
    server.createContext("/damaged", exchange -> send(exchange, "other".getBytes(UTF_8)));
    server.createContext("/truncated", this::sendHalf);
    server.createContext("/stalled", this::sendHalfAndStall);
    server.start();
    cache = cacheWithTimeout(Duration.ofSeconds(30));
  }

  @AfterEach
  void stopServer() throws InterruptedException {
    testIsOver.countDown();
    server.stop(0);
    executor.shutdown();
    assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
  }

  private ModelCache cacheWithTimeout(Duration timeout) {
    return new ModelCache(family -> directory.resolve(family), Set.of("http"), timeout);
  }

  private void send(HttpExchange exchange, byte[] content) throws IOException {
    requests.incrementAndGet();
    exchange.sendResponseHeaders(200, content.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content);
    }
  }

  private void sendHalf(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private void sendHalfAndStall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
    exchange.getResponseBody().flush();
    try {
      testIsOver.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private URI url(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private List<String> cachedFiles() throws IOException {
    try (var files = Files.list(directory.resolve("model"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertNothingLooksFinished() throws IOException {
    assertEquals(List.of(CHECKSUM + ".lock"), cachedFiles());
  }

  @Test
  void aFileIsFetchedOnceAndThenFound() throws IOException {
    assertArrayEquals(CONTENT, cache.fetch("model", url("/whole"), CHECKSUM));
    assertArrayEquals(CONTENT, cache.fetch("model", url("/whole"), CHECKSUM));
    assertEquals(1, requests.get());
    assertEquals(List.of(CHECKSUM + ".lock", CHECKSUM + ".zip"), cachedFiles());
  }

  @Test
  void aCachedFileThatWasDamagedIsReplaced() throws IOException {
    cache.fetch("model", url("/whole"), CHECKSUM);
    Path cached = directory.resolve("model").resolve(CHECKSUM + ".zip");
    Files.write(cached, new byte[] {1, 2, 3});
    assertArrayEquals(CONTENT, cache.fetch("model", url("/whole"), CHECKSUM));
    assertArrayEquals(CONTENT, Files.readAllBytes(cached));
    assertEquals(2, requests.get());
  }

  @Test
  void aFileWithAnotherChecksumIsNotKept() throws IOException {
    IOException e =
        assertThrows(IOException.class, () -> cache.fetch("model", url("/damaged"), CHECKSUM));
    assertTrue(e.getMessage().contains(CHECKSUM), e.getMessage());
    assertNothingLooksFinished();
  }

  @Test
  void anInterruptedDownloadNeverLooksFinished() throws IOException {
    assertThrows(IOException.class, () -> cache.fetch("model", url("/truncated"), CHECKSUM));
    assertNothingLooksFinished();
    assertArrayEquals(CONTENT, cache.fetch("model", url("/whole"), CHECKSUM));
  }

  @Test
  void aStalledDownloadTimesOut() throws IOException {
    ModelCache impatient = cacheWithTimeout(Duration.ofMillis(300));
    assertThrows(
        SocketTimeoutException.class, () -> impatient.fetch("model", url("/stalled"), CHECKSUM));
    assertNothingLooksFinished();
  }

  @Test
  void threadsThatWantTheSameFileAtOnceShareOneDownload() throws Exception {
    List<Future<byte[]>> results = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      results.add(executor.submit(() -> cache.fetch("model", url("/whole"), CHECKSUM)));
    }
    for (Future<byte[]> result : results) {
      assertArrayEquals(CONTENT, result.get(10, TimeUnit.SECONDS));
    }
    assertEquals(1, requests.get());
  }

  @Test
  void processesThatWantTheSameFileAtOnceAllGetIt() throws Exception {
    Path source = Files.write(directory.resolve("source.zip"), CONTENT);
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CacheProcess.class.getName(),
                  directory.toString(),
                  source.toUri().toString(),
                  CHECKSUM)
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    }
    assertEquals(List.of(CHECKSUM + ".lock", CHECKSUM + ".zip"), cachedFiles());
  }

  /** One of several processes. */
  static final class CacheProcess {
    private CacheProcess() {}

    /** Fetches a file: its directory, URL and checksum are the arguments. */
    public static void main(String[] args) throws IOException {
      ModelCache cache =
          new ModelCache(
              family -> Path.of(args[0]).resolve(family), Set.of("file"), Duration.ofSeconds(5));
      for (int i = 0; i < 50; i++) {
        Files.deleteIfExists(Path.of(args[0]).resolve("model").resolve(args[2] + ".zip"));
        byte[] content = cache.fetch("model", URI.create(args[1]), args[2]);
        if (content.length != CONTENT.length) {
          throw new IOException("Read " + content.length + " bytes.");
        }
      }
    }
  }

  @Test
  void theUsersFilesGoToTheDirectoryOfDl4j() throws IOException {
    Path source = Files.write(directory.resolve("source.zip"), CONTENT);
    DL4JResources.setBaseDirectory(directory.toFile());
    try {
      assertArrayEquals(CONTENT, ModelCache.ofDl4j().fetch("some-model", source.toUri(), CHECKSUM));
    } finally {
      DL4JResources.resetBaseDirectoryLocation();
    }
    assertTrue(Files.exists(directory.resolve("models/some-model").resolve(CHECKSUM + ".zip")));
  }

  @Test
  void urlsThatAreNotHttpsOrFileAreRefused() {
    for (String source :
        List.of("http://localhost/x", "ftp://localhost/x", "x.zip", "jar:file:x!/y")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ModelCache.ofDl4j().fetch("model", URI.create(source), CHECKSUM));
    }
    assertFalse(Files.exists(directory.resolve("model")));
  }

  @Test
  void aChecksumThatIsNoneIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> cache.fetch("model", url("/whole"), "d41d8"));
    assertEquals(
        "sha256 (d41d8) must be 64 hexadecimal digits, as sha256sum prints them.", e.getMessage());
  }
}
