package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.training.classify.Split;
import java.util.ArrayList;
import java.util.List;

/** A baseline: a regression that has learned from the examples that the network learns from. */
public final class MixedRegression {
  private static final int EXAMPLES = 25_000;
  private static final int EPOCHS = 2;

  private final NgramLogisticRegression regression;

  /**
   * Fits it.
   *
   * @param cases user agents of known class
   * @param patterns of Browscap
   * @param robots user agents of robots
   */
  public MixedRegression(Split cases, List<LabelledText> patterns, List<LabelledText> robots) {
    List<String> classes =
        cases.training().stream().map(LabelledText::label).distinct().sorted().toList();
    UserAgentExamples examples =
        new UserAgentExamples(
            cases.training(), patterns, robots, classes, UserAgentTraining.RECIPE.seed());
    List<LabelledText> some = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      some.add(examples.next());
    }
    regression = new NgramLogisticRegression(some, EPOCHS, UserAgentTraining.RECIPE.seed());
  }

  /**
   * Classifies.
   *
   * @param userAgent any text
   * @return its most probable class
   */
  public String label(String userAgent) {
    return regression.predict(userAgent);
  }
}
