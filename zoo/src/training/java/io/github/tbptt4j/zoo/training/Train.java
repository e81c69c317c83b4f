package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ReadmeTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains one of the zoo's models, writes its weights and its card, and prints the scores.
 *
 * <p>Arguments: the model's name, and the directory that gets the files.
 */
public final class Train {
  private static final Map<String, Program> PROGRAMS =
      new TreeMap<>(
          Map.of(
              "daily-forecaster", new TrainDailyForecaster(),
              "text-generator", new TrainTextGenerator(),
              "language-identifier", new TrainLanguageIdentifier(),
              "user-agent-classifier", new TrainUserAgentClassifier(),
              "pronouncer", new TrainPronouncer()));

  /** Trains one model. */
  interface Program {
    /**
     * Trains.
     *
     * @param directory gets the weights and {@code card.json}
     * @return the card
     */
    ModelCard train(Path directory) throws IOException;
  }

  private Train() {}

  /**
   * Trains a model.
   *
   * @param args the model's name and a directory
   * @throws IOException if the files can't be written
   */
  public static void main(String[] args) throws IOException {
    Program program = args.length == 2 ? PROGRAMS.get(args[0]) : null;
    if (program == null) {
      System.err.printf(
          "Give -Dmodel=NAME, one of %s; got %s.%n", PROGRAMS.keySet(), List.of(args));
      System.exit(2);
      return;
    }
    ModelCard card = program.train(Path.of(args[1]));
    System.out.println(ReadmeTable.of(List.of(card)));
    System.out.println("Weights and card: " + args[1]);
  }
}
