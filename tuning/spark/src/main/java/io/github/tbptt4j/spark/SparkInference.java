package io.github.tbptt4j.spark;

import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.UserAgentClassifier;

/**
 * Trained models over a Dataset: the zoo's, or those of files.
 *
 * <pre>{@code
 * Dataset<Row> labelled = SparkInference.languages().label(texts, "text");
 * Dataset<Row> tomorrow = SparkInference.forecasts("hdfs:///load.model").ahead(loads, 24);
 * }</pre>
 *
 * <p>Each executor loads a model once, when it first needs it. What a row gets is what the model
 * says on one machine. A file is one of a Hadoop file system, {@code hdfs:///models/a.zip}, or,
 * without a scheme, one of each machine, such as one that {@code --files} has shipped. Give
 * executors {@code spark.executorEnv.OMP_NUM_THREADS=1}: a task has one core.
 */
public final class SparkInference {
  private SparkInference() {}

  /** {@return the zoo's identifier of languages} */
  public static SparkClassifier languages() {
    return new SparkClassifier(
        ModelSource.ofZoo("languages", none -> LanguageIdentifier.pretrained()::identify));
  }

  /**
   * An identifier of languages from a file.
   *
   * @param file what {@link LanguageIdentifier#save} has written
   * @return the identifier; it is loaded when it is first needed
   */
  public static SparkClassifier languages(String file) {
    return new SparkClassifier(
        ModelSource.ofFile("languages", file, path -> LanguageIdentifier.load(path)::identify));
  }

  /** {@return the zoo's classifier of user agents} */
  public static SparkClassifier userAgents() {
    return new SparkClassifier(
        ModelSource.ofZoo("user agents", none -> UserAgentClassifier.pretrained()::classify));
  }

  /**
   * A classifier of user agents from a file.
   *
   * @param file what {@link UserAgentClassifier#save} has written
   * @return the classifier; it is loaded when it is first needed
   */
  public static SparkClassifier userAgents(String file) {
    return new SparkClassifier(
        ModelSource.ofFile("user agents", file, path -> UserAgentClassifier.load(path)::classify));
  }

  /** {@return the zoo's generator of texts} */
  public static SparkTextGenerator texts() {
    return new SparkTextGenerator(ModelSource.ofZoo("texts", none -> TextGenerator.pretrained()));
  }

  /**
   * A generator of texts from a file.
   *
   * @param file what {@code train --text} or {@link TextGenerator#save} has written
   * @return the generator; it is loaded when it is first needed
   */
  public static SparkTextGenerator texts(String file) {
    return new SparkTextGenerator(ModelSource.ofFile("texts", file, TextGenerator::load));
  }

  /**
   * A model that forecasts series, or says what class their rows are of.
   *
   * @param file what {@code train --csv} or {@link TableModel#save} has written; the driver reads
   *     it, too
   * @return the forecaster
   */
  public static SparkForecaster forecasts(String file) {
    return new SparkForecaster(ModelSource.ofFile("forecasts", file, TableModel::load));
  }
}
