package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.Prediction;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.Percent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the language identifier is measured with. */
public final class LanguageScores {
  /** The metric that others are compared by. */
  public static final String AMONG_20 = "accuracy among 20 languages";

  private static final int SNIPPETS = 100; // for each language
  private static final int[] LENGTHS = {10, 20, 60};
  private static final int PLAIN = 40;
  private static final long SEED = 7;
  private static final int BINS = 10; // of the calibration error
  private static final List<String> NOISE =
      List.of(
          "@maria_99",
          "https://example.com/aB3xYz?q=1",
          "\uD83D\uDE00",
          "www.example.org/news",
          "#topnews",
          "RT @john_doe:",
          "<b>",
          "\uD83C\uDF89\uD83C\uDF89");

  private LanguageScores() {}

  /** {@return the languages of the European Parliament} */
  public static List<String> european() {
    return Languages.EUROPEAN;
  }

  /**
   * The texts to measure with, all of the 20 languages of the European Parliament.
   *
   * @param heldOut documents that no choice was made with
   * @param interfaces texts of another kind
   * @param editor texts of another kind
   * @return sets of texts, by the name that the card calls them
   */
  public static Map<String, List<LabelledText>> sets(
      List<LabelledText> heldOut, InterfaceStrings interfaces, EditorStrings editor) {
    Map<String, List<LabelledText>> sets = new LinkedHashMap<>();
    Snippets snippets = new Snippets(heldOut);
    for (int length : LENGTHS) {
      sets.put(
          "held out: Europarl, %d characters".formatted(length),
          snippets.sample(SNIPPETS, length, SEED));
    }
    sets.put("held out: Europarl, single words", snippets.words(SNIPPETS, SEED));
    List<LabelledText> plain = snippets.sample(SNIPPETS, PLAIN, SEED);
    sets.put(
        "held out: Europarl, 40 characters, no accents",
        plain.stream()
            .map(t -> new LabelledText(t.label(), Material.withoutAccents(t.text())))
            .toList());
    sets.put("held out: Europarl, 40 characters with @name, URL, emoji", noisy(plain));
    sets.put("out of domain: Keycloak's interface, at least 20 characters", interfaces.labelled());
    sets.put(
        "out of domain: CKEditor's interface, 4 to 19 characters",
        editor.labelled(Languages.EUROPEAN, 4, 19));
    sets.put(
        "out of domain: CKEditor's interface, at least 20 characters",
        editor.labelled(Languages.EUROPEAN, 20, 1_000));
    return sets;
  }

  private static List<LabelledText> noisy(List<LabelledText> texts) {
    Random random = new Random(SEED);
    List<LabelledText> noisy = new ArrayList<>();
    for (LabelledText text : texts) {
      List<String> words = new ArrayList<>(List.of(text.text().split(" ")));
      for (int i = random.nextInt(3); i >= 0; i--) {
        words.add(random.nextInt(words.size() + 1), NOISE.get(random.nextInt(NOISE.size())));
      }
      noisy.add(new LabelledText(text.label(), String.join(" ", words)));
    }
    return noisy;
  }

  /**
   * Measures a model.
   *
   * @param model the model
   * @param sets texts by the name that the card calls them
   * @param editor texts in all languages
   * @return the scores of the card
   */
  public static List<Score> measure(
      LanguageIdentifier model, Map<String, List<LabelledText>> sets, EditorStrings editor) {
    LanguageIdentifier european = model.restrictedTo(Languages.EUROPEAN.toArray(String[]::new));
    List<Score> scores = new ArrayList<>();
    sets.forEach(
        (name, texts) ->
            scores.add(Percent.score(name, AMONG_20, confusion(european, texts).accuracy())));
    sets.forEach(
        (name, texts) ->
            scores.add(
                Percent.score(
                    name,
                    "accuracy among all %d and unknown".formatted(model.languages().size()),
                    confusion(model, texts).accuracy())));
    scores.add(
        Percent.score(
            "out of domain: CKEditor's interface in all languages, at least 20 characters",
            "accuracy among all %d and unknown".formatted(model.languages().size()),
            confusion(model, editor.labelled(model.languages(), 20, 1_000)).accuracy()));
    scores.add(
        Percent.score(
            "CKEditor's interface in "
                + String.join(", ", EditorStrings.FOREIGN)
                + " beside the languages known, at least 20 characters",
            "area under the ROC curve of \"unknown\"",
            refusal(
                model,
                editor.labelled(model.languages(), 20, 1_000),
                editor.labelled(EditorStrings.FOREIGN, 20, 1_000))));
    scores.add(
        Percent.score(
            "held out: Europarl, single words",
            "expected calibration error among 20 languages",
            calibrationError(european, sets.get("held out: Europarl, single words"))));
    return scores;
  }

  /**
   * Compares what a model says with the truth.
   *
   * @param model the model
   * @param texts texts of known language
   * @return both
   */
  public static Confusion confusion(LanguageIdentifier model, List<LabelledText> texts) {
    List<String> predicted =
        model.identify(texts.stream().map(LabelledText::text).toList()).stream()
            .map(ranked -> ranked.get(0).label())
            .toList();
    return Confusion.of(texts, predicted);
  }

  /** How often a foreign text is more probably unknown than a known one. */
  private static double refusal(
      LanguageIdentifier model, List<LabelledText> known, List<LabelledText> foreign) {
    List<Double> of = unknown(model, known);
    List<Double> beside = unknown(model, foreign);
    Collections.sort(of);
    double sum = 0;
    for (double one : beside) {
      int below = Collections.binarySearch(of, one);
      sum += below < 0 ? -below - 1 : below + 0.5;
    }
    return sum / of.size() / beside.size();
  }

  private static List<Double> unknown(LanguageIdentifier model, List<LabelledText> texts) {
    List<Double> unknown = new ArrayList<>();
    for (List<Prediction> ranked :
        model.identify(texts.stream().map(LabelledText::text).toList())) {
      for (Prediction prediction : ranked) {
        if (prediction.label().equals(LanguageIdentifier.UNKNOWN)) {
          unknown.add(prediction.probability());
        }
      }
    }
    return unknown;
  }

  /** Mean distance of confidence and accuracy, over ten bins of confidence (Guo et al. 2017). */
  private static double calibrationError(LanguageIdentifier model, List<LabelledText> texts) {
    double[] confidence = new double[BINS];
    double[] right = new double[BINS];
    for (LabelledText text : texts) {
      Prediction first = model.identify(text.text()).get(0);
      int bin = (int) Math.min(BINS - 1, first.probability() * BINS);
      confidence[bin] += first.probability();
      right[bin] += first.label().equals(text.label()) ? 1 : 0;
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(confidence[bin] - right[bin]);
    }
    return error / texts.size();
  }
}
