package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.diagnostics.GradientFlowListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Prints what going by the gradient takes, for some of the trainer's cases and an LSTM: adaptive
 * and random truncations and Pascanu's Omega beside a fixed truncation of the same mean depth,
 * microseconds a time step of the data, medians of rounds in turns; and which share of a training
 * {@link GradientFlowListener} takes that begins in a JVM that hasn't measured yet.
 *
 * <pre>
 * OMP_NUM_THREADS=1 MAVEN_OPTS="--add-modules jdk.incubator.vector" mvn -q -B -pl plugin \
 *   -Pbenchmark test-compile exec:java -Dexec.classpathScope=test \
 *   -Dexec.mainClass=io.github.tbptt4j.benchmark.TruncationOverheads
 * </pre>
 *
 * <p>Arguments: how many rounds (15), and the one kind to compare: adaptive, random or Omega.
 */
public final class TruncationOverheads {
  private static final double SECONDS = 1;
  private static final int K1 = 20;
  private static final int K = 40;
  private static final double OMEGA = .2;
  private static final int STRETCH = 15; // seconds

  private TruncationOverheads() {}

  /** One truncation at work. */
  private static final class Runner {
    private final TruncatedBpttTrainer trainer;
    private final DataSet minibatch;

    Runner(DataSet minibatch, TruncatedBpttTrainer.Builder builder) {
      this.minibatch = minibatch;
      trainer = builder.clipGlobalNorm(CaseData.CLIP_NORM).stateful(true).build();
    }

    /** Microseconds a time step. */
    double run() {
      return run(SECONDS);
    }

    double run(double seconds) {
      long steps = 0;
      long start = System.nanoTime();
      long end = start + Math.round(seconds * 1e9);
      do {
        steps += trainer.fit(minibatch).timeSteps();
      } while (System.nanoTime() < end);
      return (System.nanoTime() - start) / 1e3 / steps;
    }
  }

  /** A network that is made anew for each runner, and its data. */
  private record Subject(
      String name, Supplier<MultiLayerNetwork> network, DataSet minibatch, boolean regularized) {
    static Subject vanilla(String name) {
      Case one = Case.all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
      CaseData data = CaseData.of(one);
      return new Subject(
          name, () -> Family.OURS.characterModel(one, data), Family.OURS.stretch(one, data), true);
    }

    static Subject lstm(String name) {
      Case one = Case.all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
      return new Subject(
          name + ", LSTM", () -> lstmOf(one), Family.DL4J.stretch(one, CaseData.of(one)), false);
    }

    private static MultiLayerNetwork lstmOf(Case one) {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              new NeuralNetConfiguration.Builder()
                  .seed(1)
                  .updater(new Sgd(CaseData.LEARNING_RATE))
                  .list()
                  .layer(new LSTM.Builder().nOut(one.nOut()).activation(Activation.TANH).build())
                  .layer(
                      new RnnOutputLayer.Builder(LossFunction.MCXENT)
                          .nOut(one.nIn())
                          .activation(Activation.SOFTMAX)
                          .build())
                  .setInputType(InputType.recurrent(one.nIn()))
                  .build());
      network.init();
      return network;
    }

    Runner runner(UnaryOperator<TruncatedBpttTrainer.Builder> settings) {
      MultiLayerNetwork made = network.get();
      return new Runner(minibatch, settings.apply(TruncatedBpttTrainer.builder(made)));
    }
  }

  /** Prints a line for each case and kind; see the class comment for the arguments. */
  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    String only = args.length > 1 ? args[1] : "";
    System.out.println(Machine.describe());
    List<Subject> subjects =
        List.of(
            Subject.vanilla("trainer-128-20-20"),
            Subject.vanilla("trainer-256-20-20"),
            Subject.lstm("trainer-128-20-20"));
    if (only.isEmpty()) {
      recorded(subjects.get(0));
    }
    System.out.printf("%-26s %-10s %10s %10s %8s%n", "us a step", "", "fixed", "", "more");
    for (Subject subject : subjects) {
      TruncatedBptt deep = TruncatedBptt.of(K1, K1 + K);
      TruncatedBptt flat = TruncatedBptt.of(K1, K1);
      // A choice between K and K: what is compared is the measuring.
      AdaptiveTruncation adaptive = AdaptiveTruncation.of(K1, K, K, .5);
      if ("adaptive".startsWith(only)) {
        compare(subject, "adaptive", of(deep), of(adaptive), rounds);
      }
      if ("random".startsWith(only)) {
        compare(subject, "random", of(flat), of(RandomTruncation.of(K1)), rounds);
      }
      if ("Omega".startsWith(only) && subject.regularized()) {
        compare(
            subject,
            "Omega",
            of(flat),
            builder -> builder.truncation(flat).vanishingRegularizer(OMEGA),
            rounds);
      }
    }
    System.exit(0); // ND4J's threads aren't all daemons
  }

  private static UnaryOperator<TruncatedBpttTrainer.Builder> of(Truncation truncation) {
    return builder -> builder.truncation(truncation);
  }

  /** The share that a listener takes in its first seconds, the first measurement included. */
  private static void recorded(Subject subject) {
    try {
      Path file = Files.createTempFile("flow", ".jsonl");
      GradientFlowListener listener =
          GradientFlowListener.builder(subject.minibatch(), file).every(10).build();
      MultiLayerNetwork network = subject.network().get();
      network.addListeners(listener);
      Runner runner =
          new Runner(
              subject.minibatch(),
              TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(K1, K1)));
      for (int seconds = STRETCH; seconds <= 4 * STRETCH; seconds += STRETCH) {
        runner.run(STRETCH);
        System.out.printf(
            Locale.ROOT,
            "%s, GradientFlowListener, after %d s: %.1f %% of the time%n",
            subject.name(),
            seconds,
            100 * listener.shareSoFar());
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compare(
      Subject subject,
      String kind,
      UnaryOperator<TruncatedBpttTrainer.Builder> fixed,
      UnaryOperator<TruncatedBpttTrainer.Builder> other,
      int rounds) {
    Runner plain = subject.runner(fixed);
    Runner compared = subject.runner(other);
    plain.run(); // Java compiles
    compared.run();
    double[] ofPlain = new double[rounds];
    double[] ofCompared = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ofPlain[i] = plain.run();
      ofCompared[i] = compared.run();
    }
    double more =
        Samples.median(
            IntStream.range(0, rounds).mapToDouble(i -> ofCompared[i] / ofPlain[i]).toArray());
    System.out.printf(
        Locale.ROOT,
        "%-26s %-10s %10.1f %10.1f %+7.1f%%%n",
        subject.name(),
        kind,
        Samples.median(ofPlain),
        Samples.median(ofCompared),
        100 * (more - 1));
  }
}
