package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.LabelledText;
import java.util.List;

/** What the user-agent classifier is measured with. */
public final class UserAgentScores {
  private UserAgentScores() {}

  /**
   * Compares what a model says with the truth.
   *
   * @param model the model
   * @param userAgents user agents of known class
   * @return both
   */
  public static Confusion confusion(UserAgentClassifier model, List<LabelledText> userAgents) {
    List<String> predicted =
        model.classify(userAgents.stream().map(LabelledText::text).toList()).stream()
            .map(ranked -> ranked.get(0).label())
            .toList();
    return new Confusion(userAgents.stream().map(LabelledText::label).toList(), predicted);
  }
}
