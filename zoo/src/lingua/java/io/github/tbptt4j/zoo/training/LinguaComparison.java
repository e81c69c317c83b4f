package io.github.tbptt4j.zoo.training;

import com.github.pemistahl.lingua.api.IsoCode639_1;
import com.github.pemistahl.lingua.api.LanguageDetector;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.LabelledText;
import io.github.tbptt4j.zoo.training.classify.Percent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Lingua beside the language identifier, on the same texts and restricted to the same languages:
 * accuracy and texts per second, results compared with the truth. Lingua is in its default mode,
 * the one of high accuracy, all its models loaded before the clock starts.
 *
 * <p>Argument: the language identifier's {@code card.json}, which gets Lingua's scores.
 */
public final class LinguaComparison {
  private static final String NAME = "Lingua 1.2.2, high accuracy";
  private static final int WARM_UP = 300;

  private LinguaComparison() {}

  /** What a classifier said, and how long it took. */
  private record Run(double accuracy, double textsPerSecond) {
    static Run of(List<LabelledText> texts, UnaryOperator<List<String>> classifier) {
      List<String> plain = texts.stream().map(LabelledText::text).toList();
      List<String> warmUp = plain.subList(0, Math.min(WARM_UP, plain.size()));
      requireAnAnswerEach(warmUp, classifier.apply(warmUp));
      long start = System.nanoTime();
      List<String> predicted = classifier.apply(plain);
      double seconds = (System.nanoTime() - start) / 1e9;
      requireAnAnswerEach(plain, predicted);
      return new Run(Confusion.of(texts, predicted).accuracy(), texts.size() / seconds);
    }

    private static void requireAnAnswerEach(List<String> texts, List<String> answers) {
      if (answers.size() != texts.size()) {
        throw new IllegalStateException(
            "%d answers to %d texts.".formatted(answers.size(), texts.size()));
      }
    }
  }

  /**
   * Compares.
   *
   * @param args the path of the card
   * @throws IOException if the card can't be read or written
   */
  public static void main(String[] args) throws IOException {
    Path path = Path.of(args[0]);
    ModelCard card = ModelCard.fromJson(Files.readAllBytes(path));
    LanguageIdentifier model = LanguageIdentifier.pretrained();
    LanguageDetector lingua =
        LanguageDetectorBuilder.fromIsoCodes639_1(
                model.languages().stream()
                    .map(code -> IsoCode639_1.valueOf(code.toUpperCase(Locale.ROOT)))
                    .toArray(IsoCode639_1[]::new))
            .withPreloadedLanguageModels()
            .build();
    Map<String, List<LabelledText>> sets =
        TrainLanguageIdentifier.sets(TrainLanguageIdentifier.europarl());
    List<Score> scores = new ArrayList<>();
    for (Score score : card.scores()) {
      List<LabelledText> texts = sets.get(score.data());
      Run oneByOne = Run.of(texts, all -> oneByOne(model, all));
      Run together = Run.of(texts, all -> together(model, all));
      Run other = Run.of(texts, all -> all.stream().map(text -> said(lingua, text)).toList());
      System.out.println(score.data());
      print("LanguageIdentifier, one by one", oneByOne);
      print("LanguageIdentifier, all at once", together);
      print(NAME, other);
      scores.add(
          new Score(
              score.data(),
              score.metric(),
              score.unit(),
              score.value(),
              List.of(new Baseline(NAME, Percent.rounded(other.accuracy())))));
    }
    Files.writeString(path, withScores(card, scores).toJson());
  }

  private static ModelCard withScores(ModelCard card, List<Score> scores) {
    return new ModelCard(
        card.name(),
        card.modelClass(),
        card.summary(),
        card.architecture(),
        card.parameters(),
        card.file(),
        card.bytes(),
        card.sha256(),
        card.licence(),
        card.data(),
        card.training(),
        scores,
        card.intendedUse(),
        card.limits());
  }

  private static void print(String name, Run run) {
    System.out.printf(
        Locale.ROOT,
        "  %-32s %6.2f %% %,9.0f texts/s%n",
        name,
        100 * run.accuracy(),
        run.textsPerSecond());
  }

  private static List<String> oneByOne(LanguageIdentifier model, List<String> texts) {
    return texts.stream().map(text -> model.identify(text).get(0).label()).toList();
  }

  private static List<String> together(LanguageIdentifier model, List<String> texts) {
    return model.identify(texts).stream().map(ranked -> ranked.get(0).label()).toList();
  }

  private static String said(LanguageDetector lingua, String text) {
    return lingua.detectLanguageOf(text).getIsoCode639_1().toString();
  }
}
