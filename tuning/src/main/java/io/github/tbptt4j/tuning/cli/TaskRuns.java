package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.SweepInterruptedException;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import io.github.tbptt4j.tuning.report.TaskRow;
import io.github.tbptt4j.tuning.tasks.SyntheticTask;
import io.github.tbptt4j.tuning.tasks.TaskResult;
import io.github.tbptt4j.tuning.tasks.TaskSettings;
import io.github.tbptt4j.tuning.tasks.TaskTraining;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Trainings with all truncations and seeds, side by side, until they end or are stopped. */
final class TaskRuns {
  private record Candidate(
      String text, SyntheticTask task, TaskSettings settings, Truncation truncation) {}

  private final long firstSeed;
  private final int seeds;
  private final List<Candidate> candidates = new ArrayList<>();
  private volatile boolean stopped;
  private int whole;
  private int cutShort;

  TaskRuns(long firstSeed, int seeds) {
    this.firstSeed = firstSeed;
    this.seeds = seeds;
  }

  /** Has something compared; refuses what can't be had. */
  void add(String text, SyntheticTask task, TaskSettings settings, Truncation truncation) {
    new TaskTraining(task, settings).requireTrainable(truncation);
    candidates.add(new Candidate(text, task, settings, truncation));
  }

  int size() {
    return candidates.size() * seeds;
  }

  /** Ends all trainings after their next minibatch. */
  void stop() {
    stopped = true;
  }

  synchronized String whatThereIs() {
    return "Of %d trainings %d had ended, %d were cut short.".formatted(size(), whole, cutShort);
  }

  /** Seed by seed, so that all truncations have as many, whenever it is stopped. */
  List<TaskRow> run(int parallel, TaskProgress progress) {
    ExecutorService threads =
        Executors.newFixedThreadPool(parallel, task -> SingleThreads.thread(task, "tbptt4j-tasks"));
    Map<String, List<Future<Optional<TaskResult>>>> futures = new LinkedHashMap<>();
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      for (Candidate candidate : candidates) {
        long ofThis = seed;
        futures
            .computeIfAbsent(candidate.text, text -> new ArrayList<>())
            .add(threads.submit(() -> train(candidate, ofThis, progress)));
      }
    }
    threads.shutdown();
    List<TaskRow> rows = new ArrayList<>();
    futures.forEach(
        (text, ofRow) -> {
          List<TaskResult> results =
              ofRow.stream().map(this::get).flatMap(Optional::stream).toList();
          if (!results.isEmpty()) {
            rows.add(new TaskRow(text, results));
          }
        });
    return rows;
  }

  private Optional<TaskResult> train(Candidate candidate, long seed, TaskProgress progress) {
    if (stopped) {
      return Optional.empty();
    }
    double[] before = new double[1];
    TaskResult result =
        new TaskTraining(candidate.task, candidate.settings)
            .progress(
                share -> {
                  progress.advance(share - before[0]);
                  before[0] = share;
                })
            .stopWhen(() -> stopped)
            .run(candidate.truncation, seed);
    progress.advance(1 - before[0]);
    count(before[0]);
    progress.finished(
        "%s, seed %d: %s %s in %.1f s"
            .formatted(
                candidate.text,
                seed,
                TaskText.number(result.score()),
                candidate.task.measure().name(),
                result.seconds()));
    return Optional.of(result);
  }

  /** A training that was solved or diverged was whole, too, unless it was stopped. */
  private synchronized void count(double share) {
    if (stopped && share < 1) {
      cutShort++;
    } else {
      whole++;
    }
  }

  private Optional<TaskResult> get(Future<Optional<TaskResult>> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      throw new SweepInterruptedException("Interrupted.");
    } catch (ExecutionException e) {
      stop(); // the others too
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a training throws no other
    }
  }
}
