package io.github.tbptt4j.random;

import io.github.tbptt4j.FitReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** What a run did, in double precision. */
final class Trace {

  /**
   * One update.
   *
   * @param gradient summed over the minibatch, before clipping over the network
   */
  record Step(double[] before, double[] gradient, double[] after, double score) {}

  final List<Step> steps = new ArrayList<>();
  final List<FitReport> reports = new ArrayList<>();
  final Map<String, double[]> arrays = new TreeMap<>();
  Map<String, Integer> offsets;
  private boolean fails;

  /** The next update is undone by an exception of its listener. */
  void failAtNextUpdate() {
    fails = true;
  }

  /** Notes each update; to be asked before other listeners. */
  BaseTrainingListener listener() {
    return new BaseTrainingListener() {
      private double[] before;
      private double[] gradient;

      @Override
      public void onGradientCalculation(Model model) {
        before = Subject.numbers(model.params());
        gradient = Subject.numbers(model.gradient().gradient());
      }

      @Override
      public void iterationDone(Model model, int iteration, int epoch) {
        if (fails) {
          fails = false;
          throw new IllegalStateException("The listener fails after update " + iteration + ".");
        }
        steps.add(new Step(before, gradient, Subject.numbers(model.params()), model.score()));
      }
    };
  }
}
