package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The windows that a trainer must make of some data.
 *
 * @param sample whole sequences
 * @param windows one an update
 */
record Windows(Sample sample, List<Window> windows) {

  /** Owns the losses of [owned, end). */
  record Window(int owned, int end, int[] begins) {
    int start(int k2) {
      return (int) Math.max(0, (long) end - k2);
    }
  }

  /** For each stretch of whole sequences: a minibatch, or a stream. */
  static List<Windows> of(Case c, List<Sample> samples) {
    if (c.way() == Way.STREAM) {
      return List.of(stream(c, samples));
    }
    List<Windows> all = new ArrayList<>();
    for (Sample sample : samples) {
      List<Window> windows = new ArrayList<>();
      int[] begins = new int[sample.examples()];
      for (int owned = 0; owned < sample.steps(); ) {
        int end = (int) Math.min((long) owned + c.trainer().k1(), sample.steps());
        windows.add(new Window(owned, end, begins));
        owned = end;
      }
      all.add(new Windows(sample, windows));
    }
    return all;
  }

  private static Windows stream(Case c, List<Sample> samples) {
    List<Window> windows = new ArrayList<>();
    int[] begins = new int[samples.get(0).examples()];
    int next = 0;
    int end = 0;
    for (int i = 0; i < samples.size(); i++) {
      end += samples.get(i).steps();
      for (; end - next >= c.trainer().k1(); next += c.trainer().k1()) {
        windows.add(new Window(next, next + c.trainer().k1(), begins.clone()));
      }
      List<Integer> ended = c.batches().get(i).ended();
      boolean flushed = !ended.isEmpty() || i + 1 == samples.size();
      if (flushed && end > next) {
        windows.add(new Window(next, end, begins.clone()));
        next = end;
      }
      for (int example : ended) {
        begins[example] = next;
      }
    }
    return new Windows(joined(samples), windows);
  }

  private static Sample joined(List<Sample> samples) {
    Sample first = samples.get(0);
    List<double[][][]> x = new ArrayList<>();
    for (int i = 0; i < first.x().size(); i++) {
      int input = i;
      x.add(joinedSteps(samples.stream().map(s -> s.x().get(input)).toList()));
    }
    List<double[][][]> y = new ArrayList<>();
    List<double[][][]> masks = new ArrayList<>();
    for (int i = 0; i < first.y().size(); i++) {
      int output = i;
      y.add(joinedSteps(samples.stream().map(s -> s.y().get(output)).toList()));
      boolean masked = first.labelMasks().get(i) != null;
      masks.add(
          masked
              ? joinedSteps(samples.stream().map(s -> s.labelMasks().get(output)).toList())
              : null);
    }
    double[][] mask = first.mask() == null ? null : new double[first.examples()][];
    for (int b = 0; mask != null && b < mask.length; b++) {
      int example = b;
      mask[b] = samples.stream().flatMapToDouble(s -> Arrays.stream(s.mask()[example])).toArray();
    }
    return new Sample(x, y, mask, masks);
  }

  private static double[][][] joinedSteps(List<double[][][]> parts) {
    double[][][] joined = new double[parts.get(0).length][][];
    Arrays.setAll(
        joined,
        b -> parts.stream().flatMap(part -> Arrays.stream(part[b])).toArray(double[][]::new));
    return joined;
  }
}
