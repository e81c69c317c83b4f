package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.training.classify.Split;
import io.github.tbptt4j.zoo.training.useragents.Browscap;
import io.github.tbptt4j.zoo.training.useragents.RobotStrings;
import io.github.tbptt4j.zoo.training.useragents.UserAgentScores;
import io.github.tbptt4j.zoo.training.useragents.UserAgentTraining;
import io.github.tbptt4j.zoo.training.useragents.UserAgents;
import io.github.tbptt4j.zoo.training.useragents.YauaaTestCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Trains the user-agent classifier on the test cases of Yauaa, the patterns of Browscap, robots,
 * and names that the project knows.
 */
final class TrainUserAgentClassifier implements Train.Program {
  private static final String FILE = "weights.zip";

  @Override
  public ModelCard train(Path directory) throws IOException {
    ClassifierProgress progress = new ClassifierProgress();
    Split userAgents = userAgents();
    NgramTraining.Recipe recipe = UserAgentTraining.RECIPE;
    String minibatches = System.getProperty("minibatches", "");
    UserAgentClassifier model =
        UserAgentTraining.train(
            minibatches.isEmpty() ? recipe : recipe.withMinibatches(Integer.parseInt(minibatches)),
            userAgents,
            Browscap.patterns(TrainingData.read(Browscap.SOURCE)),
            RobotStrings.labelled(TrainingData.read(RobotStrings.SOURCE)),
            progress::show);
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
    NgramTraining.Recipe recipe = UserAgentTraining.RECIPE;
    ModelCard card =
        new ModelCard(
            "user-agent-classifier",
            UserAgentClassifier.class.getSimpleName(),
            "Says what kind of device or program a user-agent string comes from: one of %d."
                .formatted(model.deviceClasses().size()),
            ("VanillaRnn(%d, identity) over words, each read whole, by its beginnings, ends and"
                    + " 4-grams and with the words before it, hashed to %,d embeddings of 8 bits;"
                    + " softmax of its last state over %d classes, temperature-scaled")
                .formatted(recipe.units(), recipe.features().rows(), model.deviceClasses().size()),
            model.network().numParams(),
            FILE,
            file.length,
            TrainingData.sha256(file),
            "Apache-2.0",
            List.of(YauaaTestCases.SOURCE, Browscap.SOURCE, RobotStrings.SOURCE),
            new Training(
                "mvn -q -B -pl zoo -am -Ptrain -Dmodel=user-agent-classifier process-test-classes",
                time.toSeconds(),
                "one thread of a virtual machine with 2 cores (AVX-512) that was busy with other"
                    + " work",
                recipe.seed()),
            UserAgentScores.measure(model, userAgents),
            List.of(
                "Statistics of who visits a site, and by what",
                "Which page to show: a phone's, a tablet's, a television's",
                "Telling robots that say that they are robots from people"),
            List.of(
                "Knows these classes, as Yauaa names them: "
                    + String.join(", ", model.deviceClasses()),
                "A robot is what fetches by itself, and libraries and command-line tools such as"
                    + " curl and okhttp; Robot Mobile is one that pretends to be a phone; Hacker is"
                    + " an attempt to break in by the string itself; Cloud is a server that talks"
                    + " to others",
                "A user agent says what its sender wants; this is no protection against attacks",
                "Crawlers are the same the world over: 538 of the 2,118 of npm crawler-user-agents"
                    + " are, apart from numbers, among the test cases and robots that it learned"
                    + " from; of the other 1,580 it knows about 94 %, Yauaa 79 %",
                "An Android device that says Mobile is taken for a phone, one that doesn't for a"
                    + " tablet, unless its model's name or one of its family has been seen",
                "What iPads and headsets send in their desktop mode is a desktop's, and an app that"
                    + " sends its own name alone can't be told from a robot",
                "Augmented Reality, Car, eReader, Handheld Game Console, Home Appliance, Smart"
                    + " Display, Watch and Virtual Reality were learned from few test cases and"
                    + " from names that the project knows: their held-out scores stand on 1 to 6"
                    + " strings each"));
    return card.toBuilder().breakdowns(UserAgentScores.breakdowns(model, userAgents)).build();
  }
}
