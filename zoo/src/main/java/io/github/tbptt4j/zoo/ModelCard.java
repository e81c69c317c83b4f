package io.github.tbptt4j.zoo;

import java.io.IOException;
import java.util.List;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;
import org.nd4j.shade.jackson.databind.json.JsonMapper;

/**
 * What there is to know about a pretrained model. A test recomputes every score from the weights
 * and the data.
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
    List<String> limits) {
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
   */
  public ModelCard {
    data = List.copyOf(data);
    scores = List.copyOf(scores);
    intendedUse = List.copyOf(intendedUse);
    limits = List.copyOf(limits);
  }

  /**
   * Reads a card.
   *
   * @param json a card as {@link #toJson()} writes it
   * @return the card
   * @throws IOException if it isn't one, or if something is missing
   */
  public static ModelCard fromJson(byte[] json) throws IOException {
    ModelCard card = JSON.readValue(json, ModelCard.class);
    if (card == null) {
      throw new IOException("The card is empty: it says null.");
    }
    return card;
  }

  /**
   * The same card with other scores.
   *
   * @param others how well the model does
   * @return the card
   */
  public ModelCard withScores(List<Score> others) {
    return new ModelCard(
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
        others,
        intendedUse,
        limits);
  }

  /** {@return the card as JSON} */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of texts and numbers has no JSON.", e);
    }
  }
}
