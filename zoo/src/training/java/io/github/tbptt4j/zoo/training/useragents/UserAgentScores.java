package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.Prediction;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.training.classify.CalibrationError;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.Parts;
import io.github.tbptt4j.zoo.training.classify.Percent;
import io.github.tbptt4j.zoo.training.classify.Split;
import java.util.List;
import java.util.Map;

/** What the user-agent classifier is measured with. */
public final class UserAgentScores {
  private static final String DATA = "held out: Yauaa's test cases, all classes";
  private static final String BASELINE =
      "logistic regression on character n-grams of the same test cases";
  private static final int BASELINE_EPOCHS = 10;

  private UserAgentScores() {}

  /**
   * Measures a model, and a baseline that learned from the same examples.
   *
   * @param model the model
   * @param userAgents the examples
   * @return the scores of the card
   */
  public static List<Score> measure(UserAgentClassifier model, Split userAgents) {
    Confusion ours = confusion(model, userAgents.heldOut());
    NgramLogisticRegression regression =
        new NgramLogisticRegression(
            userAgents.trainingAndValidation(), BASELINE_EPOCHS, UserAgentTraining.RECIPE.seed());
    Confusion baseline =
        Confusion.of(
            userAgents.heldOut(),
            userAgents.heldOut().stream()
                .map(example -> regression.predict(example.text()))
                .toList());
    return List.of(
        Percent.score(DATA, "accuracy", ours.accuracy(), Map.of(BASELINE, baseline.accuracy())),
        Percent.score(DATA, "macro-F1", ours.macroF1(), Map.of(BASELINE, baseline.macroF1())),
        Percent.score(
            DATA,
            "expected calibration error",
            CalibrationError.of(userAgents.heldOut(), ranked(model, userAgents.heldOut()))));
  }

  /**
   * Measures a model in parts.
   *
   * @param model the model
   * @param userAgents the examples
   * @return the breakdowns of the card
   */
  public static List<Breakdown> breakdowns(UserAgentClassifier model, Split userAgents) {
    return Parts.of(DATA, userAgents.heldOut(), ranked(model, userAgents.heldOut()));
  }

  /**
   * Compares what a model says with the truth.
   *
   * @param model the model
   * @param userAgents user agents of known class
   * @return both
   */
  public static Confusion confusion(UserAgentClassifier model, List<LabelledText> userAgents) {
    return Confusion.of(
        userAgents,
        ranked(model, userAgents).stream().map(ranked -> ranked.get(0).label()).toList());
  }

  private static List<List<Prediction>> ranked(
      UserAgentClassifier model, List<LabelledText> userAgents) {
    return model.classify(userAgents.stream().map(LabelledText::text).toList());
  }
}
