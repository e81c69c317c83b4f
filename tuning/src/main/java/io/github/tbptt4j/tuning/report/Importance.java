package io.github.tbptt4j.tuning.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * How much each hyperparameter decides: permutation importance (Breiman 2001) over a random forest
 * of the scores. The forest is fitted to four fifths of the candidates, and asked for the others
 * with the values of one hyperparameter mixed up among them; by what part of the scores' variance
 * its error then grows is the importance. Logarithms are taken of what spans a decade.
 */
final class Importance {
  /** With fewer there is nothing to say. */
  private static final int FEWEST = 12;

  private static final int FOLDS = 5;
  private static final int MIXES = 5;
  private static final int TREES = 60;
  private static final int DEPTH = 8;
  private static final long SEED = 1;
  private static final RegressionFactory FACTORY = new RegressionFactory();

  /** The library tells of each tree; kept, or its level is forgotten. */
  private static final Logger LIBRARY = Logger.getLogger("org.tribuo");

  static {
    LIBRARY.setLevel(Level.WARNING);
  }

  /**
   * Of a hyperparameter.
   *
   * @param name its name
   * @param importance by what part of the scores' variance the error grows
   * @param deviation standard deviation of that, over folds and mixes
   */
  record Share(String name, double importance, double deviation) {}

  private final String[] names;
  private final List<double[]> features = new ArrayList<>();
  private final List<Double> scores = new ArrayList<>();

  private Importance(Findings findings) {
    names = PageData.searched(findings).toArray(String[]::new);
    Map<String, List<Object>> categories = new LinkedHashMap<>();
    for (TradeOff row : findings.rows()) {
      if (row.hasScore()) {
        Map<String, Object> chosen = row.candidate().hyperparameters();
        features.add(
            Arrays.stream(names)
                .mapToDouble(name -> number(chosen.get(name), name, categories))
                .toArray());
        // at the first rung, where all were, if there are any
        scores.add(
            row.candidate().rungs().isEmpty() || row.candidate().rungs().get(0).score() == null
                ? row.score()
                : row.candidate().rungs().get(0).score());
      }
    }
  }

  private static double number(Object value, String name, Map<String, List<Object>> categories) {
    if (value instanceof Number number) {
      double positive = number.doubleValue();
      return positive > 0 ? Math.log(positive) : positive;
    }
    List<Object> known = categories.computeIfAbsent(name, any -> new ArrayList<>());
    if (!known.contains(value)) {
      known.add(value);
    }
    return -100 - known.indexOf(value); // apart from all numbers
  }

  /** {@return importance by name, the largest first; none where there are too few candidates} */
  static List<Share> of(Findings findings) {
    Importance importance = new Importance(findings);
    return importance.scores.size() < FEWEST || importance.names.length < 2
        ? List.of()
        : importance.measure();
  }

  private List<Share> measure() {
    SummaryStatistics all = new SummaryStatistics();
    scores.forEach(all::addValue);
    if (!(all.getPopulationVariance() > 0)) {
      return List.of();
    }
    SummaryStatistics[] grown = new SummaryStatistics[names.length];
    Arrays.setAll(grown, name -> new SummaryStatistics());
    Random random = new Random(SEED);
    for (int fold = 0; fold < FOLDS; fold++) {
      Model<Regressor> forest = forest(fold);
      List<double[]> held = new ArrayList<>();
      List<Double> actual = new ArrayList<>();
      for (int i = fold; i < scores.size(); i += FOLDS) {
        held.add(features.get(i));
        actual.add(scores.get(i));
      }
      double error = error(forest, held, actual);
      for (int name = 0; name < names.length; name++) {
        for (int mix = 0; mix < MIXES; mix++) {
          double more = error(forest, mixed(held, name, random), actual) - error;
          grown[name].addValue(more / all.getPopulationVariance());
        }
      }
    }
    List<Share> result = new ArrayList<>();
    for (int name = 0; name < names.length; name++) {
      result.add(
          new Share(
              names[name], Math.max(0, grown[name].getMean()), grown[name].getStandardDeviation()));
    }
    result.sort(Comparator.comparingDouble(Share::importance).reversed());
    return result;
  }

  private Model<Regressor> forest(int withoutFold) {
    MutableDataset<Regressor> dataset =
        new MutableDataset<>(new SimpleDataSourceProvenance("sweep", FACTORY), FACTORY);
    for (int i = 0; i < scores.size(); i++) {
      if (i % FOLDS != withoutFold) {
        dataset.add(example(features.get(i), scores.get(i)));
      }
    }
    CARTRegressionTrainer tree =
        new CARTRegressionTrainer(
            DEPTH,
            2,
            0,
            Math.min(1, Math.max(0.5f, 1f / names.length)),
            false,
            new MeanSquaredError(),
            SEED);
    return new RandomForestTrainer<>(tree, new AveragingCombiner(), TREES, SEED).train(dataset);
  }

  private ArrayExample<Regressor> example(double[] values, double score) {
    return new ArrayExample<>(new Regressor("score", score), names, values);
  }

  private double error(Model<Regressor> forest, List<double[]> rows, List<Double> actual) {
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      double said = forest.predict(example(rows.get(i), 0)).getOutput().getValues()[0];
      sum += (said - actual.get(i)) * (said - actual.get(i));
    }
    return sum / rows.size();
  }

  private static List<double[]> mixed(List<double[]> rows, int column, Random random) {
    List<double[]> mixed = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    rows.forEach(row -> values.add(row[column]));
    Collections.shuffle(values, random);
    for (int i = 0; i < rows.size(); i++) {
      double[] row = rows.get(i).clone();
      row[column] = values.get(i);
      mixed.add(row);
    }
    return mixed;
  }
}
