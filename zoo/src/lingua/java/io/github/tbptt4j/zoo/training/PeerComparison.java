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
import io.github.tbptt4j.zoo.training.languages.LanguageScores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Lingua and OpenNLP beside the language identifier, on the same texts and restricted to the same
 * 20 languages: accuracy and texts per second, one by one on one thread. Lingua is in its default
 * mode, the one of high accuracy, all its models loaded before the clock starts; of OpenNLP's
 * ranking of 103 languages the first of the 20 counts.
 *
 * <p>Argument: the language identifier's {@code card.json}, which gets their scores.
 */
public final class PeerComparison {
  private static final String LINGUA = "Lingua 1.2.2, high accuracy";
  private static final String OPENNLP = "OpenNLP 2.5.0, langdetect-183";
  private static final int WARM_UP = 300;

  private PeerComparison() {}

  /** What a classifier said, and how long it took. */
  private record Run(double accuracy, double textsPerSecond) {
    static Run of(List<LabelledText> texts, UnaryOperator<String> classifier) {
      List<String> predicted = new ArrayList<>();
      texts.stream().limit(WARM_UP).forEach(text -> predicted.add(classifier.apply(text.text())));
      predicted.clear();
      long start = System.nanoTime();
      for (LabelledText text : texts) {
        predicted.add(classifier.apply(text.text()));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Run(Confusion.of(texts, predicted).accuracy(), texts.size() / seconds);
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
    List<String> languages = LanguageScores.european();
    LanguageIdentifier model =
        LanguageIdentifier.pretrained().restrictedTo(languages.toArray(String[]::new));
    UnaryOperator<String> lingua = lingua(languages);
    UnaryOperator<String> openNlp = openNlp(languages);
    Map<String, List<LabelledText>> sets =
        TrainLanguageIdentifier.sets(TrainLanguageIdentifier.europarl());
    List<Score> scores = new ArrayList<>();
    for (Score score : card.scores()) {
      List<LabelledText> texts = sets.get(score.data());
      if (texts == null || !score.metric().equals(LanguageScores.AMONG_20)) {
        scores.add(score);
        continue;
      }
      System.out.println(score.data());
      print("LanguageIdentifier", Run.of(texts, text -> model.identify(text).get(0).label()));
      Run first = Run.of(texts, lingua);
      print(LINGUA, first);
      Run second = Run.of(texts, openNlp);
      print(OPENNLP, second);
      List<Baseline> baselines = new ArrayList<>(score.baselines());
      baselines.removeIf(one -> one.name().equals(LINGUA) || one.name().equals(OPENNLP));
      baselines.add(new Baseline(LINGUA, Percent.rounded(first.accuracy())));
      baselines.add(new Baseline(OPENNLP, Percent.rounded(second.accuracy())));
      scores.add(new Score(score.data(), score.metric(), score.unit(), score.value(), baselines));
    }
    Files.writeString(path, card.withScores(scores).toJson());
  }

  private static UnaryOperator<String> lingua(List<String> languages) {
    LanguageDetector lingua =
        LanguageDetectorBuilder.fromIsoCodes639_1(
                languages.stream()
                    .map(code -> IsoCode639_1.valueOf(code.toUpperCase(Locale.ROOT)))
                    .toArray(IsoCode639_1[]::new))
            .withPreloadedLanguageModels()
            .build();
    return text -> lingua.detectLanguageOf(text).getIsoCode639_1().toString();
  }

  private static UnaryOperator<String> openNlp(List<String> languages) throws IOException {
    Map<String, String> codes = new HashMap<>();
    languages.forEach(code -> codes.put(Locale.forLanguageTag(code).getISO3Language(), code));
    codes.put("ekk", "et");
    codes.put("lvs", "lv");
    LanguageDetectorME detector;
    try (InputStream in = PeerComparison.class.getResourceAsStream("/langdetect-183.bin")) {
      detector = new LanguageDetectorME(new LanguageDetectorModel(in));
    }
    return text -> {
      for (Language language : detector.predictLanguages(text)) {
        if (codes.containsKey(language.getLang())) {
          return codes.get(language.getLang());
        }
      }
      return "none";
    };
  }

  private static void print(String name, Run run) {
    System.out.printf(
        Locale.ROOT,
        "  %-32s %6.2f %% %,9.0f texts/s%n",
        name,
        100 * run.accuracy(),
        run.textsPerSecond());
  }
}
