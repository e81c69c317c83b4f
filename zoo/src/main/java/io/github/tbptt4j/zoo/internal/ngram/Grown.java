package io.github.tbptt4j.zoo.internal.ngram;

import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Recipe;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained network that gets more labels, to go on learning without forgetting what it knows.
 *
 * <p>New labels get units of their own, zero at first, that old labels don't look at: among those
 * nothing changes by what is learned of the new ones (as progressive networks, Rusu et al. 2016).
 * RW and the output layer don't learn at all, so that only the rows of n-grams in the examples do.
 * Of these, the ones that are well known learn slowly (as elastic weight consolidation, Kirkpatrick
 * et al. 2017): what is new about the examples is told by n-grams that are new.
 */
public final class Grown {
  private static final int MOST_UNITS = 16; // for new labels
  private static final float FIRMNESS = 1;
  private static final float LEAST_SUM = 1e-6f;
  private static final float FROZEN = 1e20f;

  private final Recipe recipe; // of the grown network
  private final int rows;
  private final int before; // units
  private final int known; // labels
  private final int labels;

  /**
   * A plan.
   *
   * @param recipe n-grams and units are the trained network's
   * @param known how many labels it has
   * @param labels how many it is to have, the old ones first
   */
  public Grown(Recipe recipe, int known, int labels) {
    this.rows = recipe.features().rows();
    this.before = recipe.units();
    this.known = known;
    this.labels = labels;
    this.recipe = recipe.withUnits(before + Math.min(labels - known, MOST_UNITS));
  }

  /** {@return the recipe with as many units as are needed now} */
  public Recipe recipe() {
    return recipe;
  }

  /**
   * Grows.
   *
   * @param trained all parameters in DL4J's order
   * @return the network, to be trained with {@link #recipe()}
   */
  public MultiLayerNetwork network(float[] trained) {
    int units = recipe.units();
    MultiLayerNetwork network = new NgramTraining(recipe).network(labels);
    float[] parameters = new float[Math.toIntExact(network.numParams())];
    float[] sums = new float[parameters.length];
    System.arraycopy(trained, 0, parameters, 0, rows * before);
    int recurrent = rows * units;
    int output = recurrent + units * units + units;
    int bias = output + units * labels;
    Arrays.fill(sums, recurrent, sums.length, FROZEN);
    fillSums(parameters, sums);
    int trainedRecurrent = rows * before;
    for (int to = 0; to < units; to++) { // DL4J's matrices are column by column
      for (int from = 0; from < units; from++) {
        boolean isOld = to < before && from < before;
        parameters[recurrent + to * units + from] =
            isOld ? trained[trainedRecurrent + to * before + from] : from == to ? 1 : 0;
      }
    }
    int trainedBias = trainedRecurrent + before * before;
    System.arraycopy(trained, trainedBias, parameters, output - units, before);
    int trainedOutput = trainedBias + before;
    double length = 0;
    for (int label = 0; label < known; label++) {
      int from = trainedOutput + label * before;
      System.arraycopy(trained, from, parameters, output + label * units, before);
      length += norm(trained, from, before) / known;
    }
    newLabels(parameters, output + before, length);
    int trainedOutputBias = trainedOutput + before * known;
    System.arraycopy(trained, trainedOutputBias, parameters, bias, known);
    double mean = 0;
    for (int label = 0; label < known; label++) {
      mean += trained[trainedOutputBias + label] / (double) known;
    }
    Arrays.fill(parameters, bias + known, bias + labels, (float) mean);
    network.setParams(Nd4j.create(parameters, new long[] {1, parameters.length}));
    network.getUpdater().getStateViewArray().assign(Nd4j.create(sums, new long[] {1, sums.length}));
    return network;
  }

  /** A unit for each new label, or a direction of the units, as long as old labels' columns. */
  private void newLabels(float[] parameters, int firstNewUnit, double length) {
    int units = recipe.units();
    int added = units - before;
    Random random = new Random(recipe.seed());
    for (int label = known; label < labels; label++) {
      int at = firstNewUnit + label * units;
      if (labels - known == added) {
        parameters[at + label - known] = (float) length;
        continue;
      }
      for (int u = 0; u < added; u++) {
        parameters[at + u] = (float) random.nextGaussian();
      }
      double scale = length / norm(parameters, at, added);
      for (int u = 0; u < added; u++) {
        parameters[at + u] *= (float) scale;
      }
    }
  }

  /**
   * AdaGrad's sums of squares aren't kept with a model. An n-gram that was seen often has moved far
   * from zero, where all began: its sum begins as if it had been seen often.
   */
  private void fillSums(float[] parameters, float[] sums) {
    float[] ofRow = new float[rows];
    Arrays.fill(ofRow, LEAST_SUM);
    for (int u = 0; u < before; u++) {
      for (int row = 0; row < rows; row++) {
        float e = parameters[u * rows + row];
        ofRow[row] += FIRMNESS * e * e / before;
      }
    }
    for (int u = 0; u < recipe.units(); u++) {
      System.arraycopy(ofRow, 0, sums, u * rows, rows);
    }
  }

  private static double norm(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }
}
