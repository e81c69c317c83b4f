package io.github.tbptt4j.zoo.internal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * Networks in DL4J's model files. DL4J's own reader believes what a file says: it allocates any
 * length, reads beyond arrays whose shape lies, and runs Java deserialization. This one reads
 * configuration and parameters, nothing else.
 */
public final class SavedNetwork {
  /** The file's part with the configuration. */
  public static final String CONFIGURATION = "configuration.json";

  /** The file's part with the parameters. */
  public static final String COEFFICIENTS = "coefficients.bin";

  private static final int DEEPEST = 100; // DL4J's own configurations have about 10
  private static final JsonFactory JSON = new JsonFactory();

  private SavedNetwork() {}

  /**
   * Reads a network of either kind, without its updater's state.
   *
   * @param zip the whole file
   * @return a MultiLayerNetwork or ComputationGraph
   * @throws IOException if it is damaged; the message goes on "can't be read: "
   */
  public static Model read(byte[] zip) throws IOException {
    Map<String, byte[]> entries = ZipEntries.read(zip);
    String json = json(part(entries, CONFIGURATION));
    INDArray parameters = Coefficients.readArray(part(entries, COEFFICIENTS));
    if (isGraph(json)) {
      ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
      graph.init(parameters, false);
      return graph;
    }
    MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
    network.init(parameters, false);
    return network;
  }

  /** A graph has vertices; a layer of another network may be called so. */
  private static boolean isGraph(String json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (parser.getCurrentName().equals("vertices")) {
          return true;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return false;
    }
  }

  /**
   * Takes a part of a file.
   *
   * @param entries the file's parts
   * @param name the name of one
   * @return its content
   * @throws IOException if it isn't there
   */
  public static byte[] part(Map<String, byte[]> entries, String name) throws IOException {
    byte[] entry = entries.get(name);
    if (entry == null) {
      throw new IOException("it has no " + name + ".");
    }
    return entry;
  }

  /**
   * JSON that may be handed to a parser which calls itself for every level.
   *
   * @param bytes JSON in UTF-8
   * @return its text
   * @throws IOException if it isn't JSON, or nests too deep
   */
  public static String json(byte[] bytes) throws IOException {
    int depth = 0;
    try (JsonParser parser = JSON.createParser(bytes)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > DEEPEST) {
          throw new IOException("its JSON nests deeper than " + DEEPEST + " levels.");
        }
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
