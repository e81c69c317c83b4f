package io.github.tbptt4j.random;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.random.Case.Clip;
import io.github.tbptt4j.random.Case.Output;
import io.github.tbptt4j.random.Case.Update;
import io.github.tbptt4j.random.Case.Way;
import io.github.tbptt4j.random.PlainNetwork.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;

/** Holds a trace against plain loops: gradients, scores, updates, outputs and reports. */
final class Oracle {
  private static final double STEP = 1e-5;
  private static final int SINGLE_PARAMETERS = 3;
  private static final int DIRECTIONS = 2;

  private final Case c;
  private final List<Sample> samples;
  private final Trace trace;
  private final Comparison comparison;
  private final PlainNetwork network;
  private final SplittableRandom random;
  private final double tolerance;
  private final List<Integer> examplesOfUpdates = new ArrayList<>();

  Oracle(Case c, List<Sample> samples, Trace trace, Comparison comparison) {
    this.c = c;
    this.samples = samples;
    this.trace = trace;
    this.comparison = comparison;
    network = new PlainNetwork(c, trace.offsets);
    random = new SplittableRandom(c.seed() + 3);
    tolerance = Tolerance.ofPlain(c);
  }

  void check() {
    switch (c.way()) {
      case FIT, SEGMENTS -> fit();
      case TRAINER, STREAM -> trainer();
    }
    updates();
    outputs();
    stepping();
  }

  private void fit() {
    int update = 0;
    for (Sample sample : samples) {
      List<PlainLayers> examples = new ArrayList<>();
      for (int b = 0; b < sample.examples(); b++) {
        examples.add(new PlainLayers(network, network.example(sample, b)));
      }
      int length = c.way() == Way.SEGMENTS ? c.segment() : sample.steps();
      for (int from = 0; from < sample.steps(); from += length) {
        int end = Math.min(from + length, sample.steps());
        Trace.Step step = step(update++, sample.examples());
        examples.forEach(example -> example.segment(step.before(), end));
        ToDoubleFunction<double[]> s =
            theta -> examples.stream().mapToDouble(e -> e.surrogate(theta)).sum();
        score(step, examples.stream().mapToDouble(PlainLayers::loss).sum(), sample.examples());
        // What is kept of segments before was computed with the parameters of their time.
        if (from == 0 || c.still() || !looksBack()) {
          gradient(step, s);
        }
      }
    }
    count(update);
  }

  private boolean looksBack() {
    return c.layers().stream().anyMatch(l -> l.cut().k2() != Integer.MAX_VALUE && l.cut().k2() > 1);
  }

  private void trainer() {
    int update = 0;
    int empty = 0;
    int steps = 0;
    int stretch = 0;
    for (Windows windows : Windows.of(c, samples)) {
      Losses losses = new Losses(network);
      for (Windows.Window window : windows.windows()) {
        steps += window.end() - window.owned();
        if (Losses.isEmpty(network, windows.sample(), window, c.trainer().k2())) {
          empty++;
          continue;
        }
        window(windows.sample(), window, step(update++, windows.sample().examples()), losses);
      }
      if (c.still() && c.way() == Way.TRAINER && !losses.isEmpty()) {
        double reported = trace.reports.get(stretch).loss();
        comparison.close("loss of the report", losses.mean(), reported, tolerance, 1e-2);
      }
      stretch++;
    }
    count(update);
    report(update, empty, steps);
  }

  private void window(Sample sample, Windows.Window window, Trace.Step step, Losses losses) {
    List<ToDoubleFunction<double[]>> examples = new ArrayList<>();
    boolean fromZero = true;
    for (int b = 0; b < sample.examples(); b++) {
      int begin = window.begins()[b];
      PlainWindows plain = new PlainWindows(network, network.example(sample, b), begin);
      int start = Math.max(window.start(c.trainer().k2()), begin);
      fromZero &= start == begin;
      Map<String, double[]> entering = plain.entering(step.before(), start);
      int first = Math.max(window.owned(), start);
      examples.add(theta -> plain.surrogate(theta, start, first, window.end(), entering));
      losses.add(step.before(), plain, start, first, window.end(), entering);
    }
    // States that were stored before an update were computed with the parameters of their time.
    if (c.still() || fromZero) {
      ToDoubleFunction<double[]> s =
          theta -> examples.stream().mapToDouble(e -> e.applyAsDouble(theta)).sum();
      score(step, s.applyAsDouble(step.before()), sample.examples());
      gradient(step, s);
    }
  }

  private void report(int updates, int empty, int steps) {
    List<Long> expected = List.of((long) updates, (long) empty, (long) steps);
    List<Long> actual =
        List.of(
            trace.reports.stream().mapToLong(FitReport::updates).sum(),
            trace.reports.stream().mapToLong(FitReport::emptyWindows).sum(),
            trace.reports.stream().mapToLong(FitReport::timeSteps).sum());
    if (!actual.equals(expected)) {
      throw new AssertionError(
          "updates, empty windows and steps are reported as " + actual + " instead of " + expected);
    }
  }

  private Trace.Step step(int update, int examples) {
    examplesOfUpdates.add(examples);
    if (update >= trace.steps.size()) {
      throw new AssertionError("only " + trace.steps.size() + " updates were made");
    }
    return trace.steps.get(update);
  }

  private void count(int updates) {
    if (trace.steps.size() != updates) {
      throw new AssertionError(trace.steps.size() + " updates instead of " + updates);
    }
  }

  private void score(Trace.Step step, double sum, int examples) {
    comparison.close("score against plain loops", sum / examples, step.score(), tolerance, 1e-2);
  }

  /** Central differences of a few parameters, and in directions in which all take part. */
  private void gradient(Trace.Step step, ToDoubleFunction<double[]> s) {
    double[] g = step.gradient();
    boolean[] trainable = network.trainable(g.length);
    double size = Arrays.stream(g).map(Math::abs).max().orElse(0);
    for (int i = 0; i < g.length; i++) {
      if (!Double.isFinite(g[i]) || !trainable[i] && g[i] != 0) {
        throw new AssertionError(
            "gradient: " + g[i] + " at " + i + (trainable[i] ? "" : " (frozen)"));
      }
    }
    if (c.clip() == Clip.ERROR) {
      return; // not a derivative; agreement of the kernels is what is left
    }
    double floor = Math.max(size, Tolerance.FLOOR);
    for (int i = 0; i < SINGLE_PARAMETERS; i++) {
      double[] direction = new double[g.length];
      int p = random.nextInt(g.length);
      direction[p] = trainable[p] ? 1 : 0;
      derivative(step, s, direction, STEP, tolerance * floor);
    }
    // A sum of all errors with random signs: one element that is wrong is as visible as on its own.
    double length = Math.sqrt(g.length);
    double rounding = tolerance * floor * Math.max(1, length / 20);
    for (int i = 0; i < DIRECTIONS; i++) {
      double[] direction = new double[g.length];
      Arrays.setAll(direction, p -> trainable[p] ? random.nextInt(2) * 2 - 1 : 0);
      derivative(step, s, direction, STEP / length, rounding);
    }
  }

  /** The gradient's part along a direction. */
  private void derivative(
      Trace.Step step, ToDoubleFunction<double[]> s, double[] direction, double h, double allowed) {
    double analytic = 0;
    for (int p = 0; p < direction.length; p++) {
      analytic += direction[p] * step.gradient()[p];
    }
    double coarse = numeric(s, step.before(), direction, h);
    double fine = numeric(s, step.before(), direction, h / 4);
    double rounding = Math.ulp(s.applyAsDouble(step.before())) / h;
    if (Math.abs(coarse - fine) > allowed / 2 + 8 * rounding) {
      comparison.leaveOut(); // a kink of relu's kind within a step
      return;
    }
    double numeric = (16 * fine - coarse) / 15; // Richardson: the error of order h^2 is gone
    comparison.within(
        "gradient against finite differences", numeric, analytic, allowed + 8 * rounding);
  }

  private static double numeric(
      ToDoubleFunction<double[]> s, double[] theta, double[] direction, double h) {
    double[] up = new double[theta.length];
    double[] down = new double[theta.length];
    for (int p = 0; p < theta.length; p++) {
      up[p] = theta[p] + h * direction[p];
      down[p] = theta[p] - h * direction[p];
    }
    return (s.applyAsDouble(up) - s.applyAsDouble(down)) / (2 * h);
  }

  /** Plain gradient descent, by hand, with the clipping that the case has. */
  private void updates() {
    if (c.update() != Update.SGD) {
      return;
    }
    for (int u = 0; u < trace.steps.size(); u++) {
      Trace.Step step = trace.steps.get(u);
      double[] g = step.gradient().clone();
      int examples = examplesOfUpdates.get(u);
      Arrays.setAll(g, p -> step.gradient()[p] / examples);
      Clipping.apply(c, network, g);
      double[] expected = step.before().clone();
      for (int p = 0; p < g.length; p++) {
        expected[p] -= c.rate() * g[p];
      }
      double allowed = c.type() == DataType.DOUBLE ? 1e-12 : 1e-5;
      comparison.close("parameters after gradient descent", expected, step.after(), allowed, 1);
    }
  }

  /** What the network says at last, where no mask leaves it open. */
  private void outputs() {
    Sample sample = samples.get(0);
    double[] theta = trace.arrays.get("parameters");
    for (int i = 0; i < c.heads().size(); i++) {
      boolean last = c.heads().get(i).output() == Output.OUTPUT;
      int steps = last ? 1 : sample.steps();
      int n = c.heads().get(i).nOut();
      double[] actual = trace.arrays.get("output " + i);
      List<Double> expectedValues = new ArrayList<>();
      List<Double> actualValues = new ArrayList<>();
      for (int b = 0; b < sample.examples(); b++) {
        Example example = network.example(sample, b);
        PlainLayers plain = new PlainLayers(network, example);
        plain.segment(theta, sample.steps());
        for (int t = 0; t < steps; t++) {
          if (!last && (example.mask(t) == 0 || isMasked(sample, i, b, t))) {
            continue;
          }
          double[] p = network.output(theta, example, plain.sequences(), i, t);
          for (int j = 0; j < n; j++) {
            expectedValues.add(p[j]);
            boolean nwc = c.format() == RNNFormat.NWC || last;
            actualValues.add(actual[nwc ? (b * steps + t) * n + j : (b * n + j) * steps + t]);
          }
        }
      }
      comparison.close(
          "output against plain loops",
          expectedValues.stream().mapToDouble(v -> v).toArray(),
          actualValues.stream().mapToDouble(v -> v).toArray(),
          tolerance,
          1e-2);
    }
  }

  /** Steps in pieces and sessions, which know no masks. */
  private void stepping() {
    Sample sample = samples.get(0);
    double[] theta = trace.arrays.get("parameters");
    double[] session = trace.arrays.get("session");
    for (int i = 0; i < c.heads().size(); i++) {
      double[] actual = trace.arrays.get("time steps " + i);
      if (actual == null) {
        continue;
      }
      int n = c.heads().get(i).nOut();
      double[] expected = new double[actual.length];
      for (int b = 0; b < sample.examples(); b++) {
        Example masked = network.example(sample, b);
        Example example = new Example(masked.x(), null, masked.y(), masked.weights());
        Map<String, double[][]> sequences =
            network.run(theta, example, 0, sample.steps(), network.zeroStates());
        for (int t = 0; t < sample.steps(); t++) {
          double[] p = network.output(theta, example, sequences, i, t);
          System.arraycopy(p, 0, expected, (t * sample.examples() + b) * n, n);
          if (b == 0 && session != null) {
            double[] part = Arrays.copyOfRange(session, t * n, (t + 1) * n);
            comparison.close("session against plain loops", p, part, tolerance, 1e-2);
          }
        }
      }
      comparison.close("time steps against plain loops", expected, actual, tolerance, 1e-2);
    }
  }

  private static boolean isMasked(Sample sample, int output, int example, int t) {
    double[][][] mask = sample.labelMasks().get(output);
    return mask != null && Arrays.stream(mask[example][t]).anyMatch(m -> m != 1);
  }
}
