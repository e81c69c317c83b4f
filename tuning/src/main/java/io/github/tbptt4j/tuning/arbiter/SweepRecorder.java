package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.tuning.internal.sweep.RunnerFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/**
 * Writes down what Arbiter's own runner finds, as a sweep's folder that the report, {@link
 * io.github.tbptt4j.tuning.SweepResult} and a warm start read:
 *
 * <pre>{@code
 * runner.addListeners(new SweepRecorder(folder, "load.csv"));
 * runner.execute();
 * SweepReport.of(SweepResult.read(folder), List.of()).write(folder);
 * }</pre>
 *
 * <p>With {@link SequenceTaskCreator} all of a candidate is there; of other task creators' its
 * hyperparameters, score and time. Models stay where the runner's saver puts them.
 */
public final class SweepRecorder implements StatusListener {
  private final Path folder;
  private final String data;
  private RunnerFolder record;

  /**
   * A recorder.
   *
   * @param folder where to; it must not hold a sweep yet
   * @param data what the data are called in the report
   */
  public SweepRecorder(Path folder, String data) {
    this.folder = Objects.requireNonNull(folder, "folder must not be null.");
    this.data = Objects.requireNonNull(data, "data must not be null.");
  }

  @Override
  public synchronized void onInitialization(IOptimizationRunner runner) {
    record = RunnerFolder.create(folder, data, runner.getConfiguration());
  }

  @Override
  public void onShutdown(IOptimizationRunner runner) {}

  @Override
  public void onRunnerStatusChange(IOptimizationRunner runner) {}

  /**
   * Writes a candidate that has ended.
   *
   * @throws UncheckedIOException if the folder can't be written
   */
  @Override
  public synchronized void onCandidateStatusChange(
      CandidateInfo info, IOptimizationRunner runner, OptimizationResult result) {
    if (info.getEndTime() == null || result == null) {
      return; // it has been made, or begun
    }
    if (record == null) { // a listener that came late
      onInitialization(runner);
    }
    try {
      record.add(info, result);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Candidate " + info.getIndex() + " can't be written into " + folder + ": " + e, e);
    }
  }

  @Override
  public void onCandidateIteration(CandidateInfo info, Object candidate, int iteration) {}
}
