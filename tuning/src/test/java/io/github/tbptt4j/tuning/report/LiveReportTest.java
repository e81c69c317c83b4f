package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class LiveReportTest {
  @TempDir Path folder;

  private static HttpResponse<String> ask(String method, URI address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void sweep(int candidates) throws IOException {
    SweepFixture.sweep(
        folder,
        IntStream.range(0, candidates)
            .mapToObj(i -> SweepFixture.candidate(i, 5, 10 + i, 2.0 + i, 3))
            .toList());
  }

  @Test
  void aPageFollowsTheSweep() throws Exception {
    try (LiveReport live = LiveReport.start(folder, 0)) {
      assertTrue(ask("GET", live.address()).body().contains("hasn't begun yet"));
      assertEquals(503, ask("GET", live.address().resolve("data.json")).statusCode());
      sweep(1);
      HttpResponse<String> page = ask("GET", live.address());
      assertEquals(200, page.statusCode());
      assertTrue(page.body().contains("id=\"live\""));
      assertEquals(1, rows(live));
      sweep(3);
      assertEquals(3, rows(live));
      assertEquals("", ask("HEAD", live.address()).body());
      Files.writeString(folder.resolve("scores.json"), "[]"); // as a sweep keeps it
      assertFalse(ended(live));
      Files.writeString(
          folder.resolve("winner.json"), "{\"index\":0,\"validationScore\":2.0,\"testScore\":2.5}");
      assertTrue(ended(live));
    }
  }

  private static int rows(LiveReport live) throws Exception {
    JsonNode data =
        new ObjectMapper().readTree(ask("GET", live.address().resolve("data.json")).body());
    return data.get("rows").size();
  }

  private static boolean ended(LiveReport live) throws Exception {
    String data = ask("GET", live.address().resolve("data.json")).body();
    return new ObjectMapper().readTree(data).get("ended").asBoolean();
  }

  @Test
  void itEndsWithTheSweep() throws Exception {
    LiveReport live = LiveReport.start(folder, 0);
    URI address = live.address();
    live.close();
    assertThrows(ConnectException.class, () -> ask("GET", address));
  }

  @Test
  void onlyThisMachineReadsAndNobodyWrites() throws Exception {
    sweep(1);
    try (LiveReport live = LiveReport.start(folder, 0)) {
      assertEquals(405, ask("POST", live.address()).statusCode());
      assertEquals(405, ask("DELETE", live.address().resolve("data.json")).statusCode());
      assertEquals(404, ask("GET", live.address().resolve("sweep.json")).statusCode());
      assertEquals(404, ask("GET", live.address().resolve("/../../etc/passwd")).statusCode());
      assertEquals("HTTP/1.1 403 Forbidden", status(live, "Host: evil.example"));
      assertEquals("HTTP/1.1 403 Forbidden", status(live, "Host: 127.0.0.1.evil.example"));
      assertEquals("HTTP/1.1 200 OK", status(live, "Host: localhost:" + live.address().getPort()));
      for (NetworkInterface one : List.copyOf(NetworkInterface.networkInterfaces().toList())) {
        for (InetAddress other : one.inetAddresses().filter(a -> !a.isLoopbackAddress()).toList()) {
          assertThrows(
              IOException.class, () -> new Socket(other, live.address().getPort()).close());
        }
      }
    }
  }

  /** By hand: Java's client writes the Host header itself. */
  private static String status(LiveReport live, String header) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), live.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (LiveReport live = LiveReport.start(folder, 0)) {
      int port = live.address().getPort();
      IOException e = assertThrows(IOException.class, () -> LiveReport.start(folder, port));
      assertTrue(
          e.getMessage().startsWith("Port " + port + " of this machine is in use"), e.getMessage());
    }
  }
}
