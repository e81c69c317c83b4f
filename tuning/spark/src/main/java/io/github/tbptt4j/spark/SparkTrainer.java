package io.github.tbptt4j.spark;

import io.github.tbptt4j.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains one network on a Spark cluster, window by window: each partition of the minibatches has a
 * worker with a {@link io.github.tbptt4j.TruncatedBpttTrainer} of its own, and every n minibatches
 * their parameters and updaters' states are averaged. What a worker has of its sequences, states
 * and waiting steps, stays its own.
 *
 * <pre>{@code
 * SparkTrainer.builder(spark, network)
 *     .truncation(TruncatedBptt.of(20, 60))
 *     .clipGlobalNorm(1.0)
 *     .stateful(true) // the minibatches of a partition continue each other
 *     .averageEvery(10)
 *     .build()
 *     .fit(minibatches, 3);
 * }</pre>
 *
 * <p>With one partition it is the trainer on one machine. With several it is another algorithm,
 * local SGD: windows go by faster, and each teaches less the longer workers are apart. A worker
 * that is lost does its round again.
 */
public final class SparkTrainer {
  private final JavaSparkContext spark;
  private final MultiLayerNetwork network;
  private final WorkerSettings settings;
  private final int averageEvery;

  private SparkTrainer(Builder builder) {
    spark = builder.spark;
    network = builder.network;
    averageEvery = builder.averageEvery;
    settings = new WorkerSettings(builder.truncation, builder.clipGlobalNorm, builder.stateful);
  }

  /**
   * A builder.
   *
   * @param spark the cluster
   * @param network to train; initialised
   * @return without a truncation
   */
  public static Builder builder(JavaSparkContext spark, MultiLayerNetwork network) {
    return new Builder(spark, network);
  }

  /**
   * Trains.
   *
   * @param minibatches [B, n, T]; those of a partition in the order of their sequences
   * @param epochs passes over them, at least 1
   * @return the mean loss of the last epoch, per example and time step, over all workers
   * @throws IllegalArgumentException if there are no epochs or no minibatches
   */
  public double fit(JavaRDD<DataSet> minibatches, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs (" + epochs + ") must be at least 1.");
    }
    JavaRDD<List<DataSet>> partitions = minibatches.glom().cache();
    try {
      List<Integer> lengths = partitions.map(List::size).collect();
      int longest = lengths.stream().mapToInt(Integer::intValue).max().orElse(0);
      if (longest == 0) {
        throw new IllegalArgumentException("There are no minibatches.");
      }
      byte[] initial = Worker.bytes(network);
      Average average = Average.of(network);
      List<byte[]> states = new ArrayList<>();
      lengths.forEach(length -> states.add(null));
      double loss = Double.NaN;
      int iterations = network.getIterationCount();
      for (int epoch = 0; epoch < epochs; epoch++) {
        double sum = 0;
        double steps = 0;
        for (int from = 0; from < longest; from += averageEvery) {
          boolean last = from + averageEvery >= longest;
          List<Worker.Round> rounds = round(partitions, initial, average, states, from, last);
          List<Average> trained = new ArrayList<>();
          for (Worker.Round round : rounds) {
            states.set(round.partition(), round.state());
            iterations = Math.max(iterations, round.iterations());
            if (round.updates() > 0) {
              trained.add(round.average());
              sum += round.lossSum();
              steps += round.lossSteps();
            }
          }
          average = trained.isEmpty() ? average : Average.of(trained);
        }
        loss = sum / steps;
      }
      average.putInto(network);
      network.setIterationCount(iterations);
      network.setEpochCount(network.getEpochCount() + epochs);
      return loss;
    } finally {
      partitions.unpersist();
    }
  }

  private List<Worker.Round> round(
      JavaRDD<List<DataSet>> partitions,
      byte[] initial,
      Average average,
      List<byte[]> states,
      int from,
      boolean endsEpoch) {
    Broadcast<Worker.Start> start =
        spark.broadcast(
            new Worker.Start(
                settings,
                initial,
                average,
                new ArrayList<>(states),
                from,
                from + averageEvery,
                endsEpoch));
    try {
      return partitions
          .mapPartitionsWithIndex(
              (partition, all) -> Worker.run(partition, all.next(), start.value()), true)
          .collect();
    } finally {
      start.destroy();
    }
  }

  /** Describes a training. */
  public static final class Builder {
    private final JavaSparkContext spark;
    private final MultiLayerNetwork network;
    private Truncation truncation;
    private Double clipGlobalNorm;
    private boolean stateful;
    private int averageEvery = 10;

    private Builder(JavaSparkContext spark, MultiLayerNetwork network) {
      this.spark = Objects.requireNonNull(spark, "spark must not be null.");
      this.network = Objects.requireNonNull(network, "network must not be null.");
    }

    /**
     * Sets how backpropagation is cut.
     *
     * @param truncation of any kind
     * @return this builder
     */
    public Builder truncation(Truncation truncation) {
      this.truncation = truncation;
      return this;
    }

    /**
     * Clips the norm of the gradient over the whole network.
     *
     * @param threshold positive and finite; none by default
     * @return this builder
     */
    public Builder clipGlobalNorm(double threshold) {
      this.clipGlobalNorm = threshold;
      return this;
    }

    /**
     * Says whether minibatches of a partition continue each other's sequences.
     *
     * @param stateful false by default
     * @return this builder
     */
    public Builder stateful(boolean stateful) {
      this.stateful = stateful;
      return this;
    }

    /**
     * Sets how often parameters are averaged.
     *
     * @param minibatches of each worker between two averages, 10 by default
     * @return this builder
     */
    public Builder averageEvery(int minibatches) {
      if (minibatches < 1) {
        throw new IllegalArgumentException(
            "averageEvery (" + minibatches + ") must be at least 1.");
      }
      this.averageEvery = minibatches;
      return this;
    }

    /**
     * Checks the description.
     *
     * @return the trainer
     * @throws IllegalStateException if there is no truncation
     */
    public SparkTrainer build() {
      if (truncation == null) {
        throw new IllegalStateException("A trainer needs a truncation: set it.");
      }
      return new SparkTrainer(this);
    }
  }
}
