package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.forecast.TrainingRecipe;
import io.github.tbptt4j.zoo.internal.file.SavedNetwork;
import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializerProvider;
import org.nd4j.shade.jackson.databind.deser.std.FromStringDeserializer;
import org.nd4j.shade.jackson.databind.json.JsonMapper;
import org.nd4j.shade.jackson.databind.module.SimpleModule;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.nd4j.shade.jackson.databind.ser.std.StdScalarSerializer;
import org.nd4j.shade.jackson.databind.ser.std.ToStringSerializer;

/** A network's file as DL4J writes it, with one part more: what lies between it and a table. */
public final class ModelFile {
  private static final String PART = "table.json";
  private static final String RECIPE = "training.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addDeserializer(Duration.class, new FromText<>(Duration.class, Duration::parse))
                  .addSerializer(Truncation.class, new ToText())
                  .addDeserializer(
                      Truncation.class, new FromText<>(Truncation.class, Truncation::parse)))
          .build();

  private static final class FromText<T> extends FromStringDeserializer<T> {
    private static final long serialVersionUID = 2;

    @SuppressWarnings("serial") // nobody serialises a deserialiser
    private final Function<String, T> parse;

    FromText(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    protected T _deserialize(String text, DeserializationContext context) {
      return parse.apply(text);
    }
  }

  private static final class ToText extends StdScalarSerializer<Truncation> {
    private static final long serialVersionUID = 1;

    ToText() {
      super(Truncation.class);
    }

    @Override
    public void serialize(Truncation value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(value.text());
    }
  }

  /**
   * What a file holds.
   *
   * @param fitted all but the network
   * @param network the network
   * @param recipe how it was trained; null if that isn't known
   */
  public record Content(Fitted fitted, Model network, TrainingRecipe recipe) {}

  private ModelFile() {}

  /**
   * Writes a model; a reader finds the old file or the new one, never a part.
   *
   * @param file where to
   * @param content what it is to hold
   * @throws IOException if it can't be written
   */
  public static void write(Path file, Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(content.network, bytes, false);
    Map<String, byte[]> entries = new LinkedHashMap<>(ZipEntries.read(bytes.toByteArray()));
    entries.put(PART, JSON.writeValueAsBytes(content.fitted));
    if (content.recipe != null) {
      entries.put(RECIPE, JSON.writeValueAsBytes(content.recipe));
    }
    byte[] zip = ZipEntries.write(entries);
    AtomicFiles.write(file, out -> out.write(zip));
  }

  /**
   * Reads a model.
   *
   * @param file what {@link #write} has written
   * @return its content
   * @throws IOException if there is no such file, or it can't be read
   * @throws IllegalArgumentException if it is damaged, or holds something else
   */
  public static Content read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + " is a folder: give a file that train wrote.");
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    byte[] zip = Files.readAllBytes(file);
    try {
      Map<String, byte[]> entries = ZipEntries.read(zip);
      byte[] part = entries.get(PART);
      if (part == null) {
        throw new IllegalArgumentException(
            file
                + " holds a network and nothing of a table's columns: train --csv writes models for"
                + " this command.");
      }
      Fitted fitted = fromJson(part, Fitted.class);
      Model network = SavedNetwork.read(zip);
      requireFits(fitted.encoder(), Outputs.session(network));
      byte[] recipe = entries.get(RECIPE);
      return new Content(
          fitted,
          network,
          recipe == null ? null : recipe(JSON.readTree(SavedNetwork.json(recipe))));
    } catch (JsonProcessingException e) {
      throw damaged(file, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  /** Earlier files have a k1 and a k2 in the place of a truncation. */
  private static TrainingRecipe recipe(JsonNode tree) throws JsonProcessingException {
    if (tree instanceof ObjectNode fields && fields.has("k1")) {
      fields.put(
          "truncation",
          "fixed:k1=" + fields.remove("k1").asText() + ",k2=" + fields.remove("k2").asText());
    }
    return JSON.treeToValue(tree, TrainingRecipe.class);
  }

  private static void requireFits(Encoder encoder, InferenceSession network) throws IOException {
    if (network.nIn() != encoder.inputSize() || network.nOut() != encoder.outputSize()) {
      throw new IOException(
          "its columns make %d inputs and %d outputs, the network has %d and %d."
              .formatted(encoder.inputSize(), encoder.outputSize(), network.nIn(), network.nOut()));
    }
  }

  private static IllegalArgumentException damaged(Path file, String reason, Exception cause) {
    return new IllegalArgumentException(file + " is no model that can be read: " + reason, cause);
  }

  /**
   * Looks into a file.
   *
   * @param file that is there
   * @return whether it says what a table's columns are
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if it is damaged
   */
  public static boolean isOfTable(Path file) throws IOException {
    try {
      return ZipEntries.read(Files.readAllBytes(file)).containsKey(PART);
    } catch (IOException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  /**
   * Writes states as JSON.
   *
   * @param states of each series
   * @return the JSON
   * @throws IOException if that fails
   */
  public static byte[] json(Object states) throws IOException {
    return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(states) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #json} made.
   *
   * @param bytes the JSON
   * @param type of what it holds
   * @param <T> that type
   * @return what it holds
   * @throws IOException if it is damaged
   */
  public static <T> T fromJson(byte[] bytes, Class<T> type) throws IOException {
    T content = JSON.readValue(SavedNetwork.json(bytes), type);
    Whole.require(content);
    return content;
  }
}
