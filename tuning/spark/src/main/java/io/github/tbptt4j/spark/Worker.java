package io.github.tbptt4j.spark;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.TruncatedBpttTrainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.DataSet;

/** What an executor does between two averages: it trains on some minibatches of its partition. */
final class Worker {
  private double lossSum;
  private double lossSteps;
  private long updates;

  private Worker() {}

  /**
   * Where all workers begin.
   *
   * @param settings how they train
   * @param network its configuration and what it was initialised with
   * @param average parameters and updater's state
   * @param states of each partition: a trainer's checkpoint; null before its first round
   * @param from first minibatch of the round
   * @param to minibatch after the last
   * @param endsEpoch whether it is the last round of a pass
   */
  record Start(
      WorkerSettings settings,
      byte[] network,
      Average average,
      List<byte[]> states,
      int from,
      int to,
      boolean endsEpoch)
      implements Serializable {}

  /**
   * What came of it.
   *
   * @param partition whose it is
   * @param average parameters and updater's state
   * @param state the trainer's checkpoint
   * @param updates made
   * @param iterations of the network, since it was made
   * @param lossSum loss times steps
   * @param lossSteps steps with a loss
   */
  record Round(
      int partition,
      Average average,
      byte[] state,
      long updates,
      int iterations,
      double lossSum,
      double lossSteps)
      implements Serializable {}

  static byte[] bytes(MultiLayerNetwork network) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ModelSerializer.writeModel(network, bytes, true);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Iterator<Round> run(int partition, List<DataSet> minibatches, Start start)
      throws IOException {
    return List.of(new Worker().round(partition, minibatches, start)).iterator();
  }

  private Round round(int partition, List<DataSet> minibatches, Start start) throws IOException {
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(start.network()), true);
    TruncatedBpttTrainer trainer = start.settings().trainer(network, this::count);
    Path file = Files.createTempFile("tbptt4j-worker", ".checkpoint");
    try {
      byte[] state = start.states().get(partition);
      if (state != null) {
        Files.write(file, state);
        trainer.restoreCheckpoint(file);
      }
      start.average().putInto(network);
      int to = Math.min(start.to(), minibatches.size());
      for (DataSet minibatch : minibatches.subList(Math.min(start.from(), to), to)) {
        trainer.fit(minibatch);
      }
      if (start.endsEpoch()) {
        if (start.settings().stateful()) {
          trainer.flush();
          trainer.resetState();
        }
        network.incrementEpochCount();
      }
      trainer.saveCheckpoint(file);
      return new Round(
          partition,
          Average.of(network),
          Files.readAllBytes(file),
          updates,
          network.getIterationCount(),
          lossSum,
          lossSteps);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void count(FitReport update) {
    updates++;
    if (Double.isFinite(update.loss())) {
      lossSum += update.loss() * update.timeSteps();
      lossSteps += update.timeSteps();
    }
  }
}
