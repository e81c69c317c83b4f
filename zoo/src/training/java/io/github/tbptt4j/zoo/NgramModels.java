package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.ngram.AgentWords;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What the trainings make of their networks. */
public final class NgramModels {
  private NgramModels() {}

  /**
   * An identifier of languages.
   *
   * @param network with an output for each language and one more for "unknown"
   * @param ngrams that it reads
   * @param languages their codes
   * @param scripts that they are written in
   * @param growth of what is refused with the length of a text
   * @return the model
   */
  public static LanguageIdentifier languageIdentifier(
      MultiLayerNetwork network,
      Ngrams ngrams,
      List<String> languages,
      List<String> scripts,
      double growth) {
    return LanguageIdentifier.of(
        network, LanguageIdentifier.texts(ngrams, languages, scripts, growth), ngrams);
  }

  /**
   * A classifier of user agents.
   *
   * @param network with an output for each class
   * @param words that it reads
   * @param deviceClasses their names
   * @return the model
   */
  public static UserAgentClassifier userAgentClassifier(
      MultiLayerNetwork network, AgentWords words, List<String> deviceClasses) {
    return UserAgentClassifier.of(network, words, deviceClasses);
  }
}
