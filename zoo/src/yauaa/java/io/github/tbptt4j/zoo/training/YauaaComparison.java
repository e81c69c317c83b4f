package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import io.github.tbptt4j.zoo.ModelCard.Memory;
import io.github.tbptt4j.zoo.ModelCard.Part;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.ModelCard.Speed;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.training.AgentCollections.Collection;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.Percent;
import io.github.tbptt4j.zoo.training.useragents.Browscap;
import io.github.tbptt4j.zoo.training.useragents.MixedRegression;
import io.github.tbptt4j.zoo.training.useragents.RobotStrings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import nl.basjes.parse.useragent.UserAgentAnalyzer;

/**
 * Yauaa, and a regression that learned from the same examples, beside the user-agent classifier, on
 * collections of other vendors. Yauaa's cache is off: each string is new.
 *
 * <p>Arguments: the classifier's {@code card.json}, which gets the scores, and a folder with what
 * {@code npm pack} fetches.
 */
public final class YauaaComparison {
  private static final String YAUAA = "Yauaa 7.32.0";
  private static final String REGRESSION =
      "logistic regression on character n-grams of the same examples";
  private static final String OUT_OF_DOMAIN = "out of domain, of npm: ";
  private static final String ACCURACY = "accuracy among kinds of devices";

  private YauaaComparison() {}

  /**
   * Compares.
   *
   * @param args the path of the card, and the folder
   * @throws IOException if something can't be read or written
   */
  public static void main(String[] args) throws IOException {
    Path path = Path.of(args[0]);
    ModelCard card = ModelCard.fromJson(Files.readAllBytes(path));
    long before = Rate.heap();
    UserAgentClassifier model = UserAgentClassifier.pretrained();
    model.classify("curl/8.0");
    double megabytes = (Rate.heap() - before) / 1e6;
    UserAgentAnalyzer yauaa =
        UserAgentAnalyzer.newBuilder()
            .withField("DeviceClass")
            .hideMatcherLoadStats()
            .withoutCache()
            .build();
    MixedRegression regression =
        new MixedRegression(
            TrainUserAgentClassifier.userAgents(),
            Browscap.patterns(TrainingData.read(Browscap.SOURCE)),
            RobotStrings.labelled(TrainingData.read(RobotStrings.SOURCE)));
    Map<String, UnaryOperator<String>> classifiers = new TreeMap<>();
    classifiers.put(YAUAA, text -> yauaa.parse(text).getValue("DeviceClass"));
    classifiers.put(REGRESSION, regression::label);
    List<Score> scores = new ArrayList<>(card.scores());
    scores.removeIf(score -> score.data().startsWith(OUT_OF_DOMAIN));
    List<Breakdown> breakdowns = new ArrayList<>(card.breakdowns());
    breakdowns.removeIf(parts -> parts.data().startsWith(OUT_OF_DOMAIN));
    List<DataSource> data = new ArrayList<>(card.data());
    List<String> texts = new ArrayList<>();
    for (Collection collection : AgentCollections.read(Path.of(args[1]))) {
      Confusion ours = confusion(collection, text -> model.classify(text).get(0).label());
      Map<String, Double> beside = new TreeMap<>();
      classifiers.forEach(
          (name, classifier) -> beside.put(name, confusion(collection, classifier).accuracy()));
      String name = OUT_OF_DOMAIN + collection.name();
      Score score = Percent.score(name, ACCURACY, ours.accuracy(), beside);
      scores.add(0, score); // what others collected tells more than what is like the training's
      System.out.println(score);
      breakdowns.add(byKind(name, ours));
      data.removeIf(source -> source.coordinates().equals(collection.source().coordinates()));
      data.add(collection.source());
      collection.texts().forEach(text -> texts.add(text.text()));
    }
    Files.writeString(
        path,
        card.toBuilder()
            .scores(scores)
            .breakdowns(breakdowns)
            .data(data)
            .speed(
                List.of(
                    speed("one by one", texts, text -> model.classify(text).get(0).label()),
                    speed(
                        YAUAA + ", the same agents without its cache",
                        texts,
                        classifiers.get(YAUAA))))
            .memory(List.of(new Memory("loaded", Math.rint(megabytes * 10) / 10)))
            .build()
            .toJson());
  }

  private static Confusion confusion(Collection collection, UnaryOperator<String> classifier) {
    return Confusion.of(
        collection.texts(),
        collection.texts().stream()
            .map(text -> AgentCollections.kind(classifier.apply(text.text())))
            .toList());
  }

  private static Breakdown byKind(String name, Confusion ours) {
    Map<String, List<Boolean>> right = new TreeMap<>();
    for (int i = 0; i < ours.truth().size(); i++) {
      right
          .computeIfAbsent(ours.truth().get(i), kind -> new ArrayList<>())
          .add(ours.truth().get(i).equals(ours.predicted().get(i)));
    }
    List<Part> parts = new ArrayList<>();
    right.forEach(
        (kind, some) ->
            parts.add(
                new Part(
                    kind,
                    Percent.rounded(some.stream().mapToInt(is -> is ? 1 : 0).average().orElse(0)),
                    some.size())));
    return new Breakdown(name, "accuracy", "%", "kind", parts);
  }

  private static Speed speed(String use, List<String> texts, UnaryOperator<String> classifier) {
    return Rate.of(use, "agents", texts.size(), () -> texts.stream().map(classifier).toList());
  }
}
