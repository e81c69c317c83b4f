package io.github.tbptt4j.random;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.GlobalNormClipping;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.random.Case.Clip;
import io.github.tbptt4j.random.Case.Way;
import io.github.tbptt4j.testing.SmallNetworks;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** A network of a case under training: one batch after the other, as the case says. */
final class Run {
  private final Case c;
  private final Minibatches minibatches;
  private final Trace trace = new Trace();
  private Subject subject;
  private TruncatedBpttTrainer trainer;

  Run(Case c) {
    this.c = c;
    this.minibatches = new Minibatches(c);
    use(Subject.of(c));
    trace.offsets = subject.offsets();
  }

  /** The whole case on a kernel. */
  static Trace of(Case c, String kernel, List<Sample> samples) {
    return on(kernel, () -> new Run(c).all(samples));
  }

  static <T> T on(String kernel, Supplier<T> body) {
    String before = System.getProperty(Kernels.PROPERTY);
    if (!kernel.equals(Case.CHOSEN)) {
      System.setProperty(Kernels.PROPERTY, kernel);
    }
    try {
      return body.get();
    } finally {
      System.clearProperty(Kernels.PROPERTY);
      if (before != null) {
        System.setProperty(Kernels.PROPERTY, before);
      }
    }
  }

  Subject subject() {
    return subject;
  }

  TruncatedBpttTrainer trainer() {
    return trainer;
  }

  Trace trace() {
    return trace;
  }

  private void use(Subject subject) {
    this.subject = subject;
    if (c.trained()) {
      subject.listen(trace.listener());
      trainer = trainer(c, subject);
    } else if (c.clip() == Clip.GLOBAL) {
      TrainingListener clipping = GlobalNormClipping.of(c.threshold());
      subject.listen(trace.listener(), clipping);
    } else {
      subject.listen(trace.listener());
    }
  }

  private static TruncatedBpttTrainer trainer(Case c, Subject subject) {
    TruncatedBpttTrainer.Builder builder = SmallNetworks.trainer(subject.model());
    builder.truncation(truncation(c));
    if (c.beyond().omega() > 0) {
      builder.vanishingRegularizer(c.beyond().omega());
    }
    if (c.clip() == Clip.GLOBAL) {
      builder.clipGlobalNorm(c.threshold());
    }
    return builder.stateful(c.way() == Way.STREAM).build();
  }

  private static Truncation truncation(Case c) {
    if (c.beyond().truncation() != null) {
      return c.beyond().truncation();
    }
    boolean full = c.trainer().k2() == Integer.MAX_VALUE;
    return full ? TruncatedBptt.full() : TruncatedBptt.of(c.trainer().k1(), c.trainer().k2());
  }

  private Trace all(List<Sample> samples) {
    for (int i = 0; i < samples.size(); i++) {
      batch(i, samples.get(i));
      if (i == 0 && c.saved()) {
        use(subject.savedAndLoaded());
      }
    }
    end(samples);
    return trace;
  }

  /** Trains on a batch, and ends the sequences that end after it. */
  void batch(int index, Sample sample) {
    fit(minibatches.of(sample));
    List<Integer> ended = c.batches().get(index).ended();
    if (!ended.isEmpty()) {
      trace.reports.add(trainer.endSequences(ended.stream().mapToInt(Integer::intValue).toArray()));
    }
  }

  void fit(MultiDataSet data) {
    if (trainer == null) {
      subject.fit(data);
      return;
    }
    FitReport report = c.graph() ? trainer.fit(data) : trainer.fit(Subject.single(data));
    trace.reports.add(report);
  }

  /** Trains on what waits, and looks at the network from all sides. */
  void end(List<Sample> samples) {
    if (c.way() == Way.STREAM) {
      trace.reports.add(trainer.flush());
    }
    trace.arrays.put("parameters", subject.params());
    trace.arrays.put("updater state", subject.updaterState());
    INDArray[] outputs = subject.output(minibatches.of(samples.get(0)));
    for (int i = 0; i < outputs.length; i++) {
      trace.arrays.put("output " + i, Subject.numbers(outputs[i]));
    }
    if (Stepping.possible(c)) {
      List<double[]> steps = Stepping.timeSteps(c, subject, samples.get(0));
      for (int i = 0; i < steps.size(); i++) {
        trace.arrays.put("time steps " + i, steps.get(i));
      }
      trace.arrays.putAll(subject.states());
    }
    if (Misuse.sessions(c)) {
      trace.arrays.put("session", Stepping.session(c, subject, samples.get(0)));
    }
  }
}
