package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Batch;
import io.github.tbptt4j.random.Case.FeatureMask;
import io.github.tbptt4j.random.Case.Head;
import io.github.tbptt4j.random.Case.LabelMask;
import io.github.tbptt4j.random.Case.Output;
import io.github.tbptt4j.random.Case.Symbols;
import io.github.tbptt4j.random.Case.Wrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The numbers of a minibatch, per example and step.
 *
 * @param x inputs, each [B][T][nIn]
 * @param y labels of the outputs, each [B][T][nOut]; T = 1 above LastTimeStep
 * @param mask [B][T], or null
 * @param labelMasks weights of the losses, each [B][T][nOut], or null
 */
record Sample(
    List<double[][][]> x, List<double[][][]> y, double[][] mask, List<double[][][]> labelMasks) {

  private static final int PARTS = 16;

  static List<Sample> of(Case c) {
    SplittableRandom random = new SplittableRandom(c.seed() + 1);
    List<Sample> samples = new ArrayList<>();
    for (Batch batch : c.batches()) {
      samples.add(of(c, batch.examples(), batch.steps(), random));
    }
    return samples;
  }

  private static Sample of(Case c, int examples, int steps, SplittableRandom random) {
    List<double[][][]> x = new ArrayList<>();
    for (int i = 0; i < c.topology().inputs(); i++) {
      x.add(
          c.symbols() == Symbols.DENSE
              ? numbers(examples, steps, c.nIn(), random)
              : oneHot(examples, steps, c.nIn(), random));
    }
    if (c.hasWrapper(Wrapper.MASK_ZERO)) {
      for (double[][] example : x.get(0)) {
        for (double[] step : example) {
          if (random.nextInt(4) == 0) {
            Arrays.fill(step, 0);
          }
        }
      }
    }
    List<double[][][]> y = new ArrayList<>();
    List<double[][][]> labelMasks = new ArrayList<>();
    for (Head head : c.heads()) {
      int labelled = head.output() == Output.OUTPUT ? 1 : steps;
      y.add(labels(head, examples, labelled, random));
      labelMasks.add(labelMask(head, examples, steps, random));
    }
    return new Sample(x, y, mask(c.featureMask(), examples, steps, random), labelMasks);
  }

  int examples() {
    return x.get(0).length;
  }

  int steps() {
    return x.get(0)[0].length;
  }

  private static double[][][] numbers(int examples, int steps, int size, SplittableRandom random) {
    double[][][] numbers = new double[examples][steps][];
    for (double[][] example : numbers) {
      Arrays.setAll(example, t -> random.doubles(size, -1, 1).map(v -> (float) v).toArray());
    }
    return numbers;
  }

  private static double[][][] oneHot(int examples, int steps, int size, SplittableRandom random) {
    double[][][] ones = new double[examples][steps][size];
    for (double[][] example : ones) {
      for (double[] step : example) {
        step[random.nextInt(size)] = 1;
      }
    }
    return ones;
  }

  private static double[][][] labels(Head head, int examples, int steps, SplittableRandom random) {
    return switch (head.labels()) {
      case NUMBERS -> numbers(examples, steps, head.nOut(), random);
      case ONE_HOT, INDICES, SPARSE -> oneHot(examples, steps, head.nOut(), random);
      case SOFT -> distributions(examples, steps, head.nOut(), random);
    };
  }

  /** Numbers that floats hold exactly, as their sum must be 1. */
  private static double[][][] distributions(
      int examples, int steps, int size, SplittableRandom random) {
    double[][][] distributions = new double[examples][steps][size];
    for (double[][] example : distributions) {
      for (double[] step : example) {
        for (int part = 0; part < PARTS; part++) {
          step[random.nextInt(size)] += 1.0 / PARTS;
        }
      }
    }
    return distributions;
  }

  private static double[][] mask(
      FeatureMask kind, int examples, int steps, SplittableRandom random) {
    if (kind == FeatureMask.NONE) {
      return null;
    }
    double[][] mask = new double[examples][steps];
    int masked = random.nextInt(examples);
    int from = random.nextInt(steps);
    int to = from + 1 + random.nextInt(steps - from);
    for (int b = 0; b < examples; b++) {
      int length = 1 + random.nextInt(steps);
      for (int t = 0; t < steps; t++) {
        boolean real =
            switch (kind) {
              case NONE, ONES -> true;
              case RAGGED -> t < length;
              case HOLES -> random.nextInt(3) > 0;
              case EXAMPLE -> b != masked;
              case WINDOW -> t < from || t >= to;
            };
        mask[b][t] = real ? 1 : 0;
      }
    }
    return mask;
  }

  private static double[][][] labelMask(
      Head head, int examples, int steps, SplittableRandom random) {
    if (head.mask() == LabelMask.NONE) {
      return null;
    }
    double[][][] mask = new double[examples][steps][head.nOut()];
    int masked = random.nextInt(examples);
    int from = random.nextInt(steps);
    int to = from + 1 + random.nextInt(steps - from);
    for (int b = 0; b < examples; b++) {
      for (int t = 0; t < steps; t++) {
        double weight =
            switch (head.mask()) {
              case NONE, PER_OUTPUT -> 1;
              case ZERO_ONE -> random.nextInt(2);
              case WINDOW -> t < from || t >= to ? 1 : 0;
              case EXAMPLE -> b != masked ? 1 : 0;
              case WEIGHTS -> random.nextInt(5) / 4.0;
            };
        Arrays.fill(mask[b][t], weight);
        if (head.mask() == LabelMask.PER_OUTPUT) {
          Arrays.setAll(mask[b][t], j -> random.nextInt(2));
        }
      }
    }
    return mask;
  }
}
