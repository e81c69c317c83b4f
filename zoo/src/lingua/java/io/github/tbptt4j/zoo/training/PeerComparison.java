package io.github.tbptt4j.zoo.training;

import com.github.pemistahl.lingua.api.IsoCode639_1;
import com.github.pemistahl.lingua.api.LanguageDetector;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Memory;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.ModelCard.Speed;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.Parts;
import io.github.tbptt4j.zoo.training.classify.Percent;
import io.github.tbptt4j.zoo.training.languages.LanguageScores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Lingua and OpenNLP beside the language identifier, on the same texts and restricted to the same
 * 20 languages: accuracy, and texts per second, one by one on one thread. Lingua is in its default
 * mode, the one of high accuracy, all its models loaded before the clock starts; of OpenNLP's
 * ranking of 103 languages the first of the 20 counts.
 *
 * <p>Argument: the language identifier's {@code card.json}, which gets their scores, the model's in
 * parts, the speed of all three and the model's memory.
 */
public final class PeerComparison {
  private static final String LINGUA = "Lingua 1.2.2, high accuracy";
  private static final String OPENNLP = "OpenNLP 2.5.0, langdetect-183";
  private static final List<String> IN_PARTS =
      List.of("held out: Europarl, 20 characters", "held out: Europarl, single words");
  private static final List<String> TIMED =
      List.of("held out: Europarl, 60 characters", "held out: Europarl, single words");

  private PeerComparison() {}

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
    long before = Rate.heap();
    LanguageIdentifier whole = LanguageIdentifier.pretrained();
    double megabytes = Math.round((Rate.heap() - before) / 1e5) / 10.0;
    LanguageIdentifier model = whole.restrictedTo(languages.toArray(String[]::new));
    Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
    all.put("LanguageIdentifier", text -> model.identify(text).get(0).label());
    all.put(LINGUA, lingua(languages));
    all.put(OPENNLP, openNlp(languages));
    Map<String, List<LabelledText>> sets =
        TrainLanguageIdentifier.sets(TrainLanguageIdentifier.europarl());
    ModelCard compared =
        card.toBuilder()
            .scores(scores(card, sets, all))
            .breakdowns(breakdowns(model, sets))
            .speed(speed(sets, all))
            .memory(List.of(new Memory("loaded", megabytes)))
            .build();
    System.out.println(compared.toText());
    Files.writeString(path, compared.toJson());
  }

  private static List<Score> scores(
      ModelCard card,
      Map<String, List<LabelledText>> sets,
      Map<String, UnaryOperator<String>> all) {
    List<Score> scores = new ArrayList<>();
    for (Score score : card.scores()) {
      List<LabelledText> texts = sets.get(score.data());
      boolean comparable = texts != null && score.metric().equals(LanguageScores.AMONG_20);
      List<Baseline> baselines = new ArrayList<>(score.baselines());
      for (String peer : comparable ? List.of(LINGUA, OPENNLP) : List.<String>of()) {
        baselines.removeIf(one -> one.name().equals(peer));
        List<String> said = texts.stream().map(LabelledText::text).map(all.get(peer)).toList();
        double accuracy = Confusion.of(texts, said).accuracy();
        baselines.add(new Baseline(peer, Percent.rounded(accuracy)));
      }
      scores.add(new Score(score.data(), score.metric(), score.unit(), score.value(), baselines));
    }
    return scores;
  }

  private static List<Breakdown> breakdowns(
      LanguageIdentifier model, Map<String, List<LabelledText>> sets) {
    List<Breakdown> breakdowns = new ArrayList<>();
    for (String name : IN_PARTS) {
      List<LabelledText> texts = sets.get(name);
      breakdowns.addAll(
          Parts.of(name, texts, model.identify(texts.stream().map(LabelledText::text).toList())));
    }
    return breakdowns;
  }

  private static List<Speed> speed(
      Map<String, List<LabelledText>> sets, Map<String, UnaryOperator<String>> all) {
    List<Speed> speed = new ArrayList<>();
    for (String name : TIMED) {
      List<LabelledText> texts = sets.get(name);
      all.forEach(
          (peer, classifier) ->
              speed.add(
                  Rate.of(
                      peer + name.substring(name.lastIndexOf(',')),
                      "texts",
                      texts.size(),
                      () -> texts.stream().map(LabelledText::text).map(classifier).toList())));
    }
    return speed;
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
}
