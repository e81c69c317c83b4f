package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import io.github.tbptt4j.zoo.ModelCard.Speed;
import io.github.tbptt4j.zoo.ModelCard.Training;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a training says of its model: measured on what was held out of the examples. */
final class LabelCard {
  private static final String HELD_OUT = "held out of the examples";
  private static final int MOST_CLASSES = 1_000; // that a breakdown lists
  private static final int NAMED = 8; // labels in a sentence
  private static final int MOST_TIMED = 2_000;

  private final LabelModel<?> model;
  private final LabelData data;
  private final LabelTraining choices;
  private final long start;
  private final Map<String, List<String>> others = new LinkedHashMap<>();

  /**
   * Begins.
   *
   * @param file of the model
   * @param data that it was trained on
   * @param choices of the training
   * @param start when it began, of System.nanoTime()
   */
  LabelCard(ModelFile file, LabelData data, LabelTraining choices, long start) {
    this.model = (LabelModel<?>) Families.model(file);
    this.data = data;
    this.choices = choices;
    this.start = start;
  }

  /** Measures something else on the same texts. */
  void beside(String name, UnaryOperator<String> labels) {
    others.put(name, heldOut().stream().map(labels).toList());
  }

  private List<String> heldOut() {
    return data.heldOut.stream().map(LabelledText::text).toList();
  }

  ModelCard ofTrained() {
    List<String> use = List.of("Texts like those that it was trained on.");
    ModelCard card = model.card();
    return measured(
            card.toBuilder()
                .summary(
                    "Says which of %,d labels a text has: %s."
                        .formatted(data.labels.size(), named(data.labels)))
                .data(sources())
                .intendedUse(use)
                .limits(limits()),
            "TextClassifier.train")
        .build();
  }

  /**
   * A model that knew something before.
   *
   * @param before its card
   * @param known its labels
   */
  ModelCard ofFineTuned(ModelCard before, List<String> known) {
    List<String> added = data.labels.subList(known.size(), data.labels.size());
    List<DataSource> sources = new ArrayList<>(before.data());
    sources.addAll(sources());
    List<String> limits = limits();
    limits.add(
        "The scores are of the examples' labels. What it knew before is measured no more: it began"
            + " with the model whose SHA-256 is %s, and loses some of that with every example."
                .formatted(before.sha256()));
    limits.addAll(before.limits());
    String summary =
        before.summary()
            + " Fine-tuned on %,d texts%s."
                .formatted(
                    data.training.size() + data.validation.size(),
                    added.isEmpty() ? "" : ", which added " + named(added));
    return measured(
            model.card().toBuilder()
                .summary(summary)
                .licence(before.licence())
                .data(sources)
                .intendedUse(before.intendedUse())
                .limits(limits),
            model.getClass().getSimpleName() + ".fineTuned")
        .build();
  }

  private ModelCardBuilder measured(ModelCardBuilder card, String command) {
    if (!data.heldOut.isEmpty()) {
      long before = System.nanoTime();
      List<String> timed = heldOut().subList(0, Math.min(MOST_TIMED, data.heldOut.size()));
      timed.forEach(text -> model.predictions(List.of(text)));
      double perSecond = timed.size() / ((System.nanoTime() - before) / 1e9);
      List<Prediction> first =
          model.predictions(heldOut()).stream().map(ranked -> ranked.get(0)).toList();
      LabelScores scores = new LabelScores(HELD_OUT, data.heldOut);
      List<Breakdown> parts = new ArrayList<>(scores.parts(first));
      parts.removeIf(part -> part.parts().size() > MOST_CLASSES);
      card.scores(scores.scores(first, others))
          .breakdowns(parts)
          .speed(
              List.of(
                  new Speed(
                      "one by one, on one thread, right after training",
                      Math.round(perSecond),
                      "texts",
                      machine())));
    }
    long seconds = Math.round((System.nanoTime() - start) / 1e9);
    String again = choices.command == null ? command : choices.command;
    return card.training(new Training(again, seconds, machine(), choices.seed));
  }

  private List<DataSource> sources() {
    String use =
        "%,d texts to learn from, %,d to choose with, %,d held out; those that differ in digits, capitals or white space only are together"
            .formatted(data.training.size(), data.validation.size(), data.heldOut.size());
    List<DataSource> given =
        choices.sources.isEmpty()
            ? List.of(new DataSource("Examples of your own", "", "", "", "", ""))
            : choices.sources;
    return given.stream()
        .map(
            source ->
                new DataSource(
                    source.name(),
                    source.coordinates(),
                    source.file(),
                    source.sha256(),
                    source.licence(),
                    source.use().isEmpty() ? use : source.use()))
        .toList();
  }

  private List<String> limits() {
    List<String> limits = new ArrayList<>();
    limits.add(
        data.heldOut.isEmpty()
            ? "Nothing was held out: how well it does isn't known."
            : "Measured on %,d texts that come from where the others do: elsewhere it may do worse."
                .formatted(data.heldOut.size()));
    Set<String> unmeasured = new HashSet<>();
    data.training.forEach(text -> unmeasured.add(text.label()));
    data.heldOut.forEach(text -> unmeasured.remove(text.label()));
    if (!data.heldOut.isEmpty() && !unmeasured.isEmpty()) {
      limits.add(
          "Too few examples to measure with have %s."
              .formatted(named(unmeasured.stream().sorted().toList())));
    }
    if (data.empty > 0) {
      limits.add("%,d texts in which nothing can be read were left out.".formatted(data.empty));
    }
    return limits;
  }

  private static String named(List<String> labels) {
    String some = String.join(", ", labels.subList(0, Math.min(NAMED, labels.size())));
    return labels.size() > NAMED ? some + ", .." : some;
  }

  private static String machine() {
    return "%d processors, %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.arch"),
            System.getProperty("java.version"));
  }
}
