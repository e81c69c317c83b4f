package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.internal.ngram.AgentWords;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Says what kind of device a user-agent string comes from: a desktop, a phone, a robot, ..
 *
 * <pre>{@code
 * UserAgentClassifier.pretrained().classify(request.getHeader("User-Agent")).get(0);
 * }</pre>
 *
 * <p>Any Unicode text will do. The first 500 characters are read. White space alone, or no text at
 * all, has the same probability for every class. Immutable; any number of threads may use one
 * model.
 */
public final class UserAgentClassifier extends LabelModel<UserAgentClassifier> {
  static final String NAME = "user-agent-classifier";

  private static final int LONGEST_TEXT = 500;
  private static UserAgentClassifier shipped;

  UserAgentClassifier(ModelFile file) {
    super(file, LONGEST_TEXT);
  }

  /**
   * The model in the jar, learned from the test cases of the analyser Yauaa.
   *
   * @return the model, the same one at each call
   */
  public static synchronized UserAgentClassifier pretrained() {
    if (shipped == null) {
      shipped = new UserAgentClassifier(PretrainedFiles.read(NAME));
    }
    return shipped;
  }

  /**
   * A model from a trained network.
   *
   * @param network reads one-hot vectors of the alphabet's characters and of six kinds of other
   *     ones, with one more element that marks a capital; where it has several times as many
   *     inputs, those of the characters before follow, the nearest first; gives a softmax over the
   *     classes; it is copied
   * @param alphabet the characters that have an input of their own, in lower case
   * @param deviceClasses the names of the classes
   * @return the model
   * @throws IllegalArgumentException if they don't fit together
   */
  public static UserAgentClassifier of(
      MultiLayerNetwork network, String alphabet, List<String> deviceClasses) {
    return new UserAgentClassifier(file(NAME, network, alphabet, deviceClasses));
  }

  /** {@return a model whose network reads words; its embedding is rounded to bytes} */
  static UserAgentClassifier of(
      MultiLayerNetwork network, AgentWords words, List<String> deviceClasses) {
    Map<String, List<String>> texts = new TreeMap<>(NgramScorer.texts(words, LONGEST_TEXT));
    texts.put(LABELS, deviceClasses);
    return new UserAgentClassifier(
        ModelFile.of(
            NAME,
            network,
            all -> QuantizedParameters.of(all, words.rows(), network.layerSize(0)),
            texts));
  }

  /**
   * Reads a model that {@link #save(Path)} has written.
   *
   * @param file the file
   * @return the model
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static UserAgentClassifier load(Path file) throws IOException {
    return read(NAME, file, UserAgentClassifier::new);
  }

  /**
   * Fetches a model into DL4J's cache, unless it is there already, and reads it.
   *
   * @param source an {@code https:} or {@code file:} URL of a file that {@link #save(Path)} wrote
   * @param sha256 the file's SHA-256 in hexadecimal, verified before anything is read
   * @return the model
   * @throws IOException if it can't be fetched, has another checksum, or holds something else
   */
  public static UserAgentClassifier load(URI source, String sha256) throws IOException {
    return read(NAME, source, sha256, UserAgentClassifier::new);
  }

  /**
   * The device classes that a user-agent string may belong to.
   *
   * @param userAgent the value of an HTTP request's {@code User-Agent}
   * @return every class and its probability, the most probable first
   * @throws IllegalArgumentException if the text is null
   */
  public List<Prediction> classify(String userAgent) {
    return classify(Collections.singletonList(userAgent)).get(0);
  }

  /**
   * The device classes of many user agents at once, which takes less time than one by one.
   *
   * @param userAgents any texts
   * @return for each of them what {@link #classify(String)} says
   * @throws IllegalArgumentException if a text is null
   */
  public List<List<Prediction>> classify(List<String> userAgents) {
    return predictions(userAgents);
  }

  /** {@return the classes that this model knows, by Yauaa's names} */
  public List<String> deviceClasses() {
    return labels();
  }

  @Override
  boolean hasEvidence(String text) {
    return !text.isBlank();
  }
}
