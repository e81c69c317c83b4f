package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.training.classify.Split;
import io.github.tbptt4j.zoo.training.useragents.UserAgentScores;
import io.github.tbptt4j.zoo.training.useragents.UserAgentTraining;
import io.github.tbptt4j.zoo.training.useragents.UserAgents;
import io.github.tbptt4j.zoo.training.useragents.YauaaTestCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Trains the user-agent classifier on the test cases of Yauaa. */
final class TrainUserAgentClassifier implements Train.Program {
  private static final String FILE = "weights.zip";

  @Override
  public ModelCard train(Path directory) throws IOException {
    ClassifierProgress progress = new ClassifierProgress();
    Split userAgents = userAgents();
    UserAgentClassifier model =
        UserAgentTraining.train(UserAgentTraining.RECIPE, userAgents, progress);
    Duration time = progress.elapsed();
    Files.createDirectories(directory);
    model.save(directory.resolve(FILE));
    ModelCard card = card(model, userAgents, Files.readAllBytes(directory.resolve(FILE)), time);
    Files.writeString(directory.resolve("card.json"), card.toJson());
    return card;
  }

  /** {@return the examples, verified} */
  static Split userAgents() {
    YauaaTestCases cases = YauaaTestCases.read();
    TrainingData.verified(YauaaTestCases.SOURCE, cases.bytes());
    return UserAgents.split(cases.labelled());
  }

  static ModelCard card(UserAgentClassifier model, Split userAgents, byte[] file, Duration time) {
    ModelCard card =
        new ModelCard(
            "user-agent-classifier",
            UserAgentClassifier.class.getSimpleName(),
            "Says what kind of device or program a user-agent string comes from.",
            ("VanillaRnn(%d, %s) over characters, the last %d at each step, %s of its states over"
                    + " the text, softmax over %d classes")
                .formatted(
                    UserAgentTraining.RECIPE.hidden(),
                    UserAgentTraining.RECIPE.activation().name().toLowerCase(Locale.ROOT),
                    UserAgentTraining.RECIPE.window(),
                    switch (UserAgentTraining.RECIPE.pooling()) {
                      case AVG -> "mean";
                      case MAX -> "maximum";
                      case SUM -> "sum";
                      case PNORM -> "norm";
                    },
                    model.deviceClasses().size()),
            model.network().numParams(),
            FILE,
            file.length,
            TrainingData.sha256(file),
            "Apache-2.0",
            List.of(YauaaTestCases.SOURCE),
            new Training(
                "mvn -q -B -pl zoo -am -Ptrain -Dmodel=user-agent-classifier process-test-classes",
                time.toSeconds(),
                "one thread of a virtual machine with 2 cores (AVX2) that was busy with other work",
                UserAgentTraining.RECIPE.seed()),
            UserAgentScores.measure(model, userAgents),
            List.of(
                "Rough statistics of who visits a site",
                "An example of a many-to-one recurrent network"),
            List.of(
                "Knows these classes, as Yauaa names them: "
                    + String.join(", ", model.deviceClasses()),
                "Classes with fewer than %d groups of near-duplicates are left out: Set-top box, Game Console, Watch and others"
                    .formatted(UserAgents.FEWEST_GROUPS),
                "The test cases are what Yauaa's authors found worth testing, not what a server"
                    + " sees: odd strings are frequent among them",
                "A user agent says what its sender wants; this is no protection against attacks",
                "Whether an Android device is a phone or a tablet often depends on its model's name"
                    + " alone, which must have been seen",
                "Confidences are somewhat high: of the labels said with 0.95 to 0.99, 91 % are"
                    + " right"));
    return card.toBuilder().breakdowns(UserAgentScores.breakdowns(model, userAgents)).build();
  }
}
