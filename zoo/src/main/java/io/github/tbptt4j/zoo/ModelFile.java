package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.Description;
import io.github.tbptt4j.zoo.internal.file.FloatParameters;
import io.github.tbptt4j.zoo.internal.file.Parameters;
import io.github.tbptt4j.zoo.internal.file.SavedNetwork;
import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained model as it lies in a file: a network, and the texts that say what its inputs and
 * outputs mean.
 *
 * <p>The file is DL4J's zip, so that {@code ModelSerializer.restoreMultiLayerNetwork} reads the
 * network too: {@code configuration.json} and {@code coefficients.bin}. Beside them lies {@code
 * tbptt4j.json} with the rest. Networks that read n-grams have {@code quantized.bin} in the place
 * of the coefficients, and only this class reads those. Nothing in it is a Java object, and nothing
 * is read by Java deserialization. Immutable.
 */
final class ModelFile {
  private static final int FORMAT = 1;

  private final String family;
  private final String configuration;
  private final Parameters parameters;
  private final Map<String, List<String>> texts;
  private final Supplier<ModelCard> card; // null for none

  private ModelFile(
      String family, String configuration, Parameters parameters, Map<String, List<String>> texts) {
    this(family, configuration, parameters, texts, null);
  }

  private ModelFile(
      String family,
      String configuration,
      Parameters parameters,
      Map<String, List<String>> texts,
      Supplier<ModelCard> card) {
    this.family = family;
    this.configuration = configuration;
    this.parameters = parameters;
    this.texts = texts;
    this.card = card;
  }

  /**
   * Takes a copy of a network.
   *
   * @param family the name of the kind of model
   * @param network initialised; its parameters are kept as float
   * @param texts lists of texts by name, such as the symbols that its inputs stand for
   */
  static ModelFile of(String family, MultiLayerNetwork network, Map<String, List<String>> texts) {
    return of(family, network, FloatParameters::new, texts);
  }

  /**
   * Takes a copy of a network whose parameters are stored in another way.
   *
   * @param family the name of the kind of model
   * @param network initialised; its configuration is kept
   * @param stored from all parameters in DL4J's order to what the file holds
   * @param texts lists of texts by name
   */
  static ModelFile of(
      String family,
      MultiLayerNetwork network,
      Function<float[], Parameters> stored,
      Map<String, List<String>> texts) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
    configuration.setDataType(DataType.FLOAT);
    configuration.setIterationCount(0);
    configuration.setEpochCount(0);
    float[] parameters = network.params().castTo(DataType.FLOAT).dup().data().asFloat();
    // In the order of their names: the same model is the same file.
    Map<String, List<String>> copy = new TreeMap<>();
    texts.forEach((name, list) -> copy.put(name, List.copyOf(list)));
    return new ModelFile(family, configuration.toJson(), stored.apply(parameters), copy);
  }

  /**
   * Reads a model.
   *
   * @param bytes the whole file
   * @param family the kind of model that it must be
   * @param source where it comes from, for messages
   * @param model makes the model of what the file holds
   * @throws IOException if it is damaged, or if it isn't a model of that family
   */
  static <T> T read(byte[] bytes, String family, String source, Function<ModelFile, T> model)
      throws IOException {
    try {
      return model.apply(parse(ZipEntries.read(bytes), family));
    } catch (IOException | RuntimeException e) { // DL4J throws what it likes
      throw new IOException(
          "%s can't be used as a %s model: %s".formatted(source, family, e.getMessage()), e);
    }
  }

  /** {@return the kind of model that a file with these parts holds} */
  static String family(Map<String, byte[]> entries) throws IOException {
    return Description.of(entries).family();
  }

  private static ModelFile parse(Map<String, byte[]> entries, String family) throws IOException {
    Description description = Description.of(entries);
    if (description.format() != FORMAT) {
      throw new IOException(
          "its format (%d) isn't %d, the one this version reads."
              .formatted(description.format(), FORMAT));
    }
    if (!description.family().equals(family)) {
      throw new IOException("it is a %s model.".formatted(description.family()));
    }
    String configuration =
        SavedNetwork.json(SavedNetwork.part(entries, SavedNetwork.CONFIGURATION));
    Parameters parameters = Parameters.from(entries);
    ModelFile file = new ModelFile(family, configuration, parameters, description.texts());
    if (parameters instanceof FloatParameters) {
      file.network(); // fails here rather than later; others are read without ND4J, which is slow
    }
    return SavedCard.attach(entries, file);
  }

  /** {@return a new network with these parameters, independent of all others} */
  MultiLayerNetwork network() {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration());
    float[] floats = parameters.floats();
    network.init(Nd4j.create(floats, new long[] {1, floats.length}), true);
    return network;
  }

  /** {@return a new network of the same configuration, with new initial parameters} */
  MultiLayerNetwork untrainedNetwork() {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration());
    network.init();
    return network;
  }

  private MultiLayerConfiguration configuration() {
    return MultiLayerConfiguration.fromJson(configuration);
  }

  /** {@return the texts of this name} */
  List<String> texts(String name) {
    List<String> list = texts.get(name);
    if (list == null) {
      throw new IllegalStateException("The " + family + " model's file has no " + name + ".");
    }
    return list;
  }

  /** {@return all texts by name; not to be changed} */
  Map<String, List<String>> texts() {
    return Collections.unmodifiableMap(texts);
  }

  /** {@return whether there are texts of this name} */
  boolean has(String name) {
    return texts.containsKey(name);
  }

  /** {@return the parameters as they are stored} */
  Parameters parameters() {
    return parameters;
  }

  /** {@return the same model with a card, which is read when it is asked for} */
  ModelFile withCard(Supplier<ModelCard> card) {
    return new ModelFile(family, configuration, parameters, texts, card);
  }

  /** {@return the card that came with the model, null for none} */
  ModelCard card() {
    return card == null ? null : card.get();
  }

  /** {@return how many parameters the network has} */
  long numParams() {
    return parameters.count();
  }

  /** {@return the name of the kind of model} */
  String family() {
    return family;
  }

  /** {@return the file's content without a card: the same bytes for the same model} */
  byte[] toBytes() {
    try {
      Map<String, byte[]> entries = new LinkedHashMap<>();
      entries.put(Description.ENTRY, new Description(FORMAT, family, texts).toBytes());
      entries.put(SavedNetwork.CONFIGURATION, configuration.getBytes(StandardCharsets.UTF_8));
      parameters.putInto(entries);
      return ZipEntries.write(entries);
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory failed.", e);
    }
  }
}
