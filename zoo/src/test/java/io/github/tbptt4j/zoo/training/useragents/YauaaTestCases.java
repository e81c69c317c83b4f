package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import io.github.tbptt4j.zoo.training.classify.LabelledText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLMapper;

/** The user agents that Yauaa is tested with, and the device class that it must say. */
final class YauaaTestCases {
  static final DataSource SOURCE =
      new DataSource(
          "Test cases of Yauaa",
          "nl.basjes.parse.useragent:yauaa:7.32.0",
          "UserAgents/*.yaml",
          "",
          "Apache-2.0",
          "groups of near-duplicates: 70 % to train on, 10 % for validation, 20 % held out;"
              + " the SHA-256 is of the files one after the other, in the order of their names");

  private static final String KNOWN_FILE = "/UserAgents/TV.yaml";
  private static final ObjectMapper YAML = new YAMLMapper();

  private final Map<String, byte[]> files = new TreeMap<>();

  private YauaaTestCases() throws IOException, URISyntaxException {
    URL known = YauaaTestCases.class.getResource(KNOWN_FILE);
    if (known == null) {
      throw new IllegalStateException(
          KNOWN_FILE + " is not on the class path: it comes with " + SOURCE.coordinates() + ".");
    }
    URI jar = URI.create(known.toURI().toString().split("!", 2)[0]);
    try (FileSystem inJar = FileSystems.newFileSystem(jar, Map.of());
        Stream<Path> paths = Files.list(inJar.getPath("/UserAgents"))) {
      for (Path path : paths.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        files.put(path.getFileName().toString(), Files.readAllBytes(path));
      }
    }
  }

  /** {@return the test cases that are on the class path} */
  static YauaaTestCases read() {
    try {
      return new YauaaTestCases();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The class loader gave a URL that isn't one.", e);
    }
  }

  /** {@return the content of all files, in the order of their names} */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    files.values().forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  /** {@return each distinct user agent with its device class; those with client hints left out} */
  List<LabelledText> labelled() {
    Map<String, String> classes = new TreeMap<>();
    for (byte[] file : files.values()) {
      for (JsonNode entry : tree(file).path("config")) {
        JsonNode input = entry.path("test").path("input");
        JsonNode deviceClass = entry.path("test").path("expected").path("DeviceClass");
        JsonNode userAgent = userAgent(input);
        if (userAgent.isTextual() && deviceClass.isTextual()) {
          classes.put(userAgent.textValue(), deviceClass.textValue());
        }
      }
    }
    List<LabelledText> labelled = new ArrayList<>();
    classes.forEach((text, label) -> labelled.add(new LabelledText(label, text)));
    return labelled;
  }

  private static JsonNode tree(byte[] yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the user agent where it is all that the analyser gets to see} */
  private static JsonNode userAgent(JsonNode input) {
    JsonNode old = input.path("user_agent_string");
    JsonNode only = old.isMissingNode() ? input.path("User-Agent") : old;
    return input.size() == 1 ? only : input.path("none");
  }
}
