package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The user agents that Yauaa is tested with, and the device class that it must say. */
public final class YauaaTestCases {
  /** Where it comes from. */
  public static final DataSource SOURCE =
      new DataSource(
          "Test cases of Yauaa",
          "nl.basjes.parse.useragent:yauaa:7.32.0",
          "UserAgents/*.yaml",
          "26254ba838bae63e110e5f249202b67a001836fe9af6f33f9e9c71d47d75d31e",
          "Apache-2.0",
          "groups of near-duplicates: 70 % to train on, 10 % to choose with and then to train on,"
              + " too, 20 % held out; the SHA-256 is of the files one after the other, in the order"
              + " of their names");

  private static final String KNOWN_FILE = "/UserAgents/TV.yaml";

  private static final String IMITATOR = "Robot Imitator"; // whose address would tell

  /** What no device is; and what asks Alexa, two cases. */
  private static final Set<String> UNTOLD = Set.of("Unknown", "Anonymized", "Voice");

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
  public static YauaaTestCases read() {
    try {
      return new YauaaTestCases();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The class loader gave a URL that isn't one.", e);
    }
  }

  /** {@return the content of all files, in the order of their names} */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    files.values().forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  /** {@return each distinct user agent with its device class; those with client hints left out} */
  public List<LabelledText> labelled() {
    Map<String, String> classes = new TreeMap<>();
    for (byte[] file : files.values()) {
      for (Object entry : list(map(yaml(file)).get("config"))) {
        Map<?, ?> test = map(map(entry).get("test"));
        Object deviceClass = map(test.get("expected")).get("DeviceClass");
        userAgent(map(test.get("input")))
            .filter(userAgent -> deviceClass != null)
            .ifPresent(
                userAgent ->
                    classes.put(
                        userAgent, IMITATOR.equals(deviceClass) ? "Robot" : "" + deviceClass));
      }
    }
    List<LabelledText> labelled = new ArrayList<>();
    classes.values().removeAll(UNTOLD);
    classes.forEach((text, label) -> labelled.add(new LabelledText(label, text)));
    return labelled;
  }

  private static Object yaml(byte[] file) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(Integer.MAX_VALUE); // its checksum is known
    return new Yaml(new SafeConstructor(options)).load(new String(file, StandardCharsets.UTF_8));
  }

  private static Map<?, ?> map(Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Object node) {
    return node instanceof List<?> list ? list : List.of();
  }

  /** {@return the user agent where it is all that the analyser gets to see} */
  private static Optional<String> userAgent(Map<?, ?> input) {
    Set<Object> headers = new HashSet<>(input.keySet());
    headers.remove("name"); // of the test case
    return headers.equals(Set.of("user_agent_string")) || headers.equals(Set.of("User-Agent"))
        ? Optional.ofNullable(input.get(headers.iterator().next())).map(Object::toString)
        : Optional.empty();
  }
}
