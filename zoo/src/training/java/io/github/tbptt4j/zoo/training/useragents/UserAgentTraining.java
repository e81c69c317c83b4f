package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.NgramModels;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.internal.ngram.AgentWords;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import io.github.tbptt4j.zoo.training.classify.Split;
import io.github.tbptt4j.zoo.training.classify.Temperature;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains the user-agent classifier. */
public final class UserAgentTraining {
  /** What its network reads. */
  public static final AgentWords WORDS = new AgentWords(17);

  /** The recipe of the weights in the jar. */
  public static final NgramTraining.Recipe RECIPE =
      new NgramTraining.Recipe(WORDS, 24, TruncatedBptt.of(20, 60), 0.12, 256, 600, 1991);

  private static final double LEFT_OUT = 0.4;

  private UserAgentTraining() {}

  /**
   * Trains, and calibrates with the examples for validation.
   *
   * @param recipe the choices
   * @param cases user agents of known class
   * @param patterns of Browscap
   * @param robots user agents of robots
   * @param display sees the progress
   * @return the model
   */
  public static UserAgentClassifier train(
      NgramTraining.Recipe recipe,
      Split cases,
      List<LabelledText> patterns,
      List<LabelledText> robots,
      NgramTraining.Display display) {
    // Of some classes Yauaa's test cases have too few to be in every part.
    List<String> classes =
        Stream.of(cases.training(), patterns, KnownAgents.all(), KnownDevices.all())
            .flatMap(List::stream)
            .map(LabelledText::label)
            .distinct()
            .sorted()
            .toList();
    NgramTraining training =
        new NgramTraining(
            new NgramTraining.Recipe(
                new FeaturesWithGaps(WORDS, LEFT_OUT, new Random(recipe.seed())),
                recipe.units(),
                recipe.truncation(),
                recipe.learningRate(),
                recipe.minibatch(),
                recipe.minibatches(),
                recipe.seed()));
    MultiLayerNetwork network = training.network(classes.size());
    training.train(
        network,
        new UserAgentExamples(cases.training(), patterns, robots, classes, recipe.seed()),
        classes.size(),
        display);
    List<Example> validation =
        cases.validation().stream()
            .map(
                text ->
                    new Example(UserAgentExamples.read(text.text()), classes.indexOf(text.label())))
            .toList();
    Temperature.fit(network, WORDS, validation);
    return NgramModels.userAgentClassifier(network, WORDS, classes);
  }
}
