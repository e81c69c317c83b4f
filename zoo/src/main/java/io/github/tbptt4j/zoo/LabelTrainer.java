package io.github.tbptt4j.zoo;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.internal.ngram.BestWeights;
import io.github.tbptt4j.zoo.internal.ngram.Draws;
import io.github.tbptt4j.zoo.internal.ngram.Features;
import io.github.tbptt4j.zoo.internal.ngram.Grown;
import io.github.tbptt4j.zoo.internal.ngram.NgramBayes;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Recipe;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import io.github.tbptt4j.zoo.internal.ngram.Scripts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains classifiers on anybody's examples. */
final class LabelTrainer {
  private static final int LONGEST_NGRAM = 5;
  private static final int FEWEST_BITS = 10;
  private static final int MOST_BITS = 17;
  private static final int UNITS = 16;
  private static final int SHORTEST_PIECE = 90;
  private static final int LONGEST_PIECE = 500;
  private static final double LEARNING_RATE = 0.03;
  private static final int MINIBATCH = 64;
  private static final double EPOCHS = 40; // of so many texts:
  private static final double USUAL_TEXTS = 2_000;
  private static final double GROWTH = 0.6; // of what is read with the number of texts
  private static final int FEWEST_UPDATES = 200;
  private static final double TUNING_RATE = 0.03;
  private static final int TUNING_MINIBATCH = 32;
  private static final int TUNING_EPOCHS = 20;
  private static final int LOOKS = 40;
  private static final int PATIENCE = 10;
  private static final int MOST_CELLS = 2_000_000; // of validation texts and labels

  private final LabelTraining choices;
  private final long start = System.nanoTime();

  LabelTrainer(LabelTraining choices) {
    this.choices = choices;
  }

  /** Ends a training whose time is up, or that doesn't get better. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
      super(null, null, false, false);
    }
  }

  /** What a model has read, by parts. */
  private record Parts(LabelData data, List<Example> training, List<Example> validation) {
    static Parts of(LabelData data, Reading reading, int longestText) {
      return new Parts(
          data,
          data.read(data.training, reading, longestText),
          data.read(data.validation, reading, longestText));
    }
  }

  ModelFile train(List<LabelledText> texts) {
    int longest = choices.longestText;
    LabelData data = new LabelData(texts, List.of(), choices.heldOut, longest, choices.seed);
    Reading reading = reading(data);
    Parts parts = Parts.of(data, reading, longest);
    Ngrams ngrams = new Ngrams(LONGEST_NGRAM, bits(parts.training()));
    int piece = piece(parts.training());
    Recipe recipe =
        recipe(ngrams, UNITS, piece, LEARNING_RATE, MINIBATCH, updates(parts.training().size()));
    NgramTraining training = new NgramTraining(recipe);
    MultiLayerNetwork network = training.network(data.labels.size());
    BestWeights best = run(training, recipe, network, parts, piece);
    best.calibrate();
    ModelFile file = TextClassifier.file(network, ngrams, reading, piece, longest, data.labels);
    LabelCard card = new LabelCard(file, data, choices, start);
    card.beside("always the commonest label", text -> data.commonest());
    besideBayes(card, parts, ngrams, reading, longest);
    ModelCard written = card.ofTrained();
    return file.withCard(() -> written);
  }

  ModelFile fineTune(LabelModel<?> model, List<LabelledText> texts) {
    NgramScorer scorer = model.ngramScorer();
    if (scorer == null) {
      throw new IllegalArgumentException(
          "This %s reads characters one by one; only models that read n-grams can be fine-tuned so. network() is a copy to train on."
              .formatted(model.modelName()));
    }
    int longest = scorer.longestText();
    List<String> known = model.labels();
    LabelData data = new LabelData(texts, known, choices.heldOut, longest, choices.seed);
    Parts parts = Parts.of(data, scorer.reading(), longest);
    if (parts.training().isEmpty()) {
      throw new IllegalArgumentException(
          "In none of %,d texts is there anything that a %s reads."
              .formatted(texts.size(), model.modelName()));
    }
    QuantizedParameters parameters = (QuantizedParameters) model.file().parameters();
    Grown grown =
        new Grown(
            recipe(
                scorer.features(),
                parameters.scales().length,
                scorer.piece(),
                TUNING_RATE,
                TUNING_MINIBATCH,
                tuningUpdates(parts.training().size())),
            known.size(),
            data.labels.size());
    Recipe recipe = grown.recipe();
    MultiLayerNetwork network = grown.network(parameters.floats());
    run(new NgramTraining(recipe), recipe, network, parts, scorer.piece());
    ModelFile file =
        ModelFile.of(
            model.file().family(),
            network,
            all -> QuantizedParameters.of(all, recipe.features().rows(), recipe.units()),
            grown(model.file().texts(), data));
    LabelCard card = new LabelCard(file, data, choices, start);
    card.beside("always the commonest label", text -> data.commonest());
    card.beside(
        "before fine-tuning", text -> model.predictions(List.of(text)).get(0).get(0).label());
    besideBayes(card, parts, recipe.features(), scorer.reading(), longest);
    ModelCard written = card.ofFineTuned(model.card(), known);
    return file.withCard(() -> written);
  }

  /** What the file says, with the new labels, and the scripts that they are written in. */
  private static Map<String, List<String>> grown(Map<String, List<String>> texts, LabelData data) {
    Map<String, List<String>> grown = new TreeMap<>(texts);
    grown.put(LabelModel.LABELS, data.labels);
    List<String> scripts = texts.get(LanguageIdentifier.SCRIPTS);
    if (scripts != null) {
      Set<String> more = new LinkedHashSet<>(scripts);
      more.addAll(
          Scripts.of(
              data.training.stream()
                  .filter(text -> !text.label().equals(LanguageIdentifier.UNKNOWN))
                  .map(LabelledText::text)
                  .toList()));
      grown.put(LanguageIdentifier.SCRIPTS, List.copyOf(more));
    }
    return grown;
  }

  private static void besideBayes(
      LabelCard card, Parts parts, Features features, Reading reading, int longestText) {
    List<String> labels = parts.data().labels;
    NgramBayes bayes = NgramBayes.of(features, parts.training(), parts.validation(), labels.size());
    card.beside(
        "naive Bayes on the same n-grams",
        text -> labels.get(bayes.label(reading.of(text, longestText))));
  }

  private Recipe recipe(
      Features features, int units, int piece, double rate, int minibatch, int updates) {
    // One window: a text is classified at its end, and each of its steps may have said it.
    TruncatedBptt whole = TruncatedBptt.of(piece + 2, piece + 2);
    int count = choices.updates > 0 ? choices.updates : updates;
    return new Recipe(features, units, whole, rate, minibatch, count, choices.seed);
  }

  private BestWeights run(
      NgramTraining training, Recipe recipe, MultiLayerNetwork network, Parts parts, int piece) {
    int labels = parts.data().labels.size();
    List<Example> some = new ArrayList<>();
    for (Example example : parts.validation()) {
      if ((long) some.size() * labels < MOST_CELLS) {
        some.addAll(Draws.pieces(example, piece));
      }
    }
    BestWeights best = new BestWeights(network, recipe.features(), some);
    best.look();
    int every = Math.max(1, recipe.minibatches() / LOOKS);
    int[] done = {0};
    try {
      training.train(
          network,
          new Draws(parts.training(), piece, choices.seed),
          labels,
          (part, loss) -> {
            boolean isOver = isOver();
            if (++done[0] % every == 0 || done[0] == recipe.minibatches() || isOver) {
              best.look();
            }
            choices.listener.show(part, loss, best.loss());
            if (isOver || best.looksSince() >= PATIENCE) {
              throw new Enough();
            }
          });
    } catch (Enough e) {
      // the best weights are known
    }
    best.restore();
    return best;
  }

  private boolean isOver() {
    return choices.limit != null && System.nanoTime() - start > choices.limit.toNanos();
  }

  private static int updates(int texts) {
    double epochs = EPOCHS * Math.pow(Math.max(1, texts / USUAL_TEXTS), GROWTH - 1);
    return Math.max(FEWEST_UPDATES, (int) (epochs * texts / MINIBATCH));
  }

  private static int tuningUpdates(int texts) {
    double epochs = TUNING_EPOCHS * Math.pow(Math.max(1, texts / USUAL_TEXTS), GROWTH - 1);
    return Math.max(LOOKS, (int) (epochs * texts / TUNING_MINIBATCH));
  }

  /** Of texts of usual length nothing is cut. */
  private static int piece(List<Example> training) {
    int[] lengths = training.stream().mapToInt(e -> e.read().length()).sorted().toArray();
    int most = lengths[lengths.length * 95 / 100];
    return Math.max(SHORTEST_PIECE, Math.min(LONGEST_PIECE, most));
  }

  /** Twice as many rows as there are n-grams, within bounds. */
  private static int bits(List<Example> training) {
    Ngrams many = new Ngrams(LONGEST_NGRAM, MOST_BITS + 4);
    BitSet used = new BitSet(many.rows());
    for (Example example : training) {
      for (int row : many.of(example.read())) {
        if (row != Ngrams.NONE) {
          used.set(row);
        }
      }
    }
    int bits = FEWEST_BITS;
    while (bits < MOST_BITS && 1 << bits < 2 * used.cardinality()) {
      bits++;
    }
    return bits;
  }

  /** Words or all characters: what naive Bayes does better with on the validation examples. */
  private Reading reading(LabelData data) {
    Reading best = Reading.CHARACTERS;
    double most = -1;
    for (Reading reading : Reading.values()) {
      Parts parts = Parts.of(data, reading, choices.longestText);
      if (!parts.training().isEmpty()) {
        Ngrams ngrams = new Ngrams(LONGEST_NGRAM, bits(parts.training()));
        NgramBayes bayes =
            NgramBayes.of(ngrams, parts.training(), parts.validation(), data.labels.size());
        double right = bayes.accuracy(parts.validation()) * parts.validation().size();
        if (right > most) {
          most = right;
          best = reading;
        }
      }
    }
    return best;
  }
}
