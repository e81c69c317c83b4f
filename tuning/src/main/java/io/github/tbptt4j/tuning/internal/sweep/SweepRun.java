package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CandidateRunner;
import io.github.tbptt4j.tuning.SweepInterruptedException;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import io.github.tbptt4j.tuning.internal.train.CandidateTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** One call of {@link TruncationSweep#run}: trains what the folder doesn't have yet. */
public final class SweepRun {
  /** Jobs that wait, where what they are depends on no result. */
  private static final int MOST_DECIDED = 10_000;

  private final SweepSettings sweep;
  private final CandidateRunner elsewhere; // null for here
  private final SweepFolder folder;
  private final Map<Integer, CandidateResult> finished = new TreeMap<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final BooleanSupplier stopped;
  private final long deadlineNanos;
  private boolean trainedAny;

  /**
   * A run.
   *
   * @param sweep what was asked for
   * @param stopped asked after each minibatch whether the sweep is to end
   */
  public SweepRun(SweepSettings sweep, BooleanSupplier stopped) {
    this(sweep, stopped, null);
  }

  /**
   * A run whose candidates are trained elsewhere.
   *
   * @param sweep what was asked for
   * @param stopped asked after each minibatch whether the sweep is to end
   * @param elsewhere has candidates trained; null for here
   */
  public SweepRun(SweepSettings sweep, BooleanSupplier stopped, CandidateRunner elsewhere) {
    this.sweep = sweep;
    this.elsewhere = elsewhere;
    this.stopped = stopped;
    this.folder = SweepFolder.of(sweep.folder());
    this.deadlineNanos =
        sweep.time() == null ? Long.MAX_VALUE : System.nanoTime() + sweep.time().toNanos();
  }

  /**
   * Trains what is missing.
   *
   * @return all that the folder then has
   * @throws IllegalStateException if the folder belongs to another sweep, or nothing has a score
   * @throws SweepInterruptedException if the thread is interrupted or the run stopped
   * @throws UncheckedIOException if the folder can't be written
   */
  public SweepResult run() {
    try {
      Files.createDirectories(folder.path());
      try (SweepLock ignored = SweepLock.take(folder.lockFile());
          SingleThreads alsoIgnored = new SingleThreads()) {
        return runLocked();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The sweep's folder "
              + folder.path()
              + " can't be written ("
              + e
              + "). What has finished is kept: make room or the folder writable, and run the sweep"
              + " again.",
          e);
    }
  }

  private SweepResult runLocked() throws IOException {
    boolean lowerIsBetter = sweep.data().metric().lowerIsBetter();
    Proposals proposals = new Proposals(sweep, lowerIsBetter);
    int candidates = sweep.candidatesOf(proposals.planned());
    Rungs rungs = rungs(proposals.planned());
    Map<String, Object> configuration = SweepConfiguration.of(sweep, proposals.planned(), rungs);
    if (sweep.warmStart() != null) {
      WarmStart warmStart = warmStart(configuration);
      proposals.begin(warmStart);
      configuration.put("warmStart", warmStart.toJson());
    }
    claim(SweepFolder.normalised(configuration));
    folder.results().forEach(result -> finished.put(result.index(), result));
    Scores scores = new Scores(sweep.repeats());
    Plan plan =
        rungs.none() || sweep.retraining() != null
            ? new TrainAll(proposals, scores, rungs.count())
            : new AsynchronousHalving(proposals, scores, rungs, lowerIsBetter);
    if (candidates > 1 && !folder.hasBaselines()) {
      folder.writeBaselines(BaselineScores.of(sweep.data().baselines()));
    }
    try (SweepProgress progress = SweepProgress.of(sweep, rungs, candidates, finished.values())) {
      JobRunner runner =
          elsewhere != null
              ? job -> elsewhere.run(job.toPublic(rungs))
              : new CandidateRun(
                  sweep,
                  folder,
                  rungs.in(sweep.data()),
                  deadlineNanos,
                  this::isCancelled,
                  progress::evaluated);
      int ahead = SweepConfiguration.looksAhead(sweep, rungs) ? sweep.lookahead() : MOST_DECIDED;
      train(plan, ahead, runner, progress);
    }
    return SweepEnd.of(sweep, folder, finished.values());
  }

  private WarmStart warmStart(Map<String, Object> configuration) {
    return folder.hasConfiguration()
            && folder.configuration().get("warmStart") instanceof Map<?, ?> there
        ? WarmStart.fromJson(there)
        : WarmStart.of(sweep.warmStart(), sweep, configuration);
  }

  private Rungs rungs(int planned) {
    if (sweep.retraining() != null) {
      return sweep.retraining().rungs();
    }
    Object there = folder.hasConfiguration() ? folder.configuration().get("halving") : null;
    return Rungs.of(sweep.halving(), sweep.limits(), planned, there);
  }

  /**
   * Asks the plan for jobs, so many ahead of the oldest whose end it hasn't heard of. When it is
   * asked and told depends on nothing but what it says, so that it decides the same however many
   * jobs run at a time.
   */
  private void train(Plan plan, int ahead, JobRunner runner, SweepProgress progress)
      throws IOException {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            sweep.parallel(), task -> SingleThreads.thread(task, "tbptt4j-sweep"));
    CompletionService<Ended> running = new ExecutorCompletionService<>(pool);
    Map<Job, Optional<CandidateResult>> ended = new HashMap<>();
    Queue<Job> decided = new ArrayDeque<>();
    try {
      while (true) {
        while (decided.size() < ahead && !isTimeOver()) {
          Optional<Job> next = plan.next();
          if (next.isEmpty()) {
            break;
          }
          decided.add(next.get());
          begin(next.get(), runner, running, ended);
        }
        if (decided.isEmpty()) {
          return;
        }
        Job oldest = decided.remove();
        while (!ended.containsKey(oldest)) {
          Ended one = await(running);
          ended.put(one.job(), one.result());
          if (one.result().isPresent()) {
            record(one.result().get(), progress);
          }
        }
        requireNotStopped();
        ended.remove(oldest).ifPresent(result -> plan.report(oldest, result));
      }
    } finally {
      end(pool);
    }
  }

  /** A job at its end; without a result where the time was over before it began. */
  private record Ended(Job job, Optional<CandidateResult> result) {}

  private void begin(
      Job job,
      JobRunner runner,
      CompletionService<Ended> running,
      Map<Job, Optional<CandidateResult>> ended)
      throws IOException {
    CandidateResult there = finished.get(job.candidate());
    if (Scores.answers(there, job.rung())) {
      ended.put(job, Optional.of(there));
      return;
    }
    if (!trainedAny) {
      trainedAny = true;
      folder.deleteWinner();
    }
    running.submit(
        () ->
            new Ended(
                job,
                isCancelled() || isTimeOver() ? Optional.empty() : Optional.of(runner.run(job))));
  }

  private void record(CandidateResult result, SweepProgress progress) throws IOException {
    finished.put(result.index(), result);
    folder.writeScores(new ArrayList<>(finished.values()));
    progress.finished(result);
  }

  /** Makes the folder this sweep's, or sees that it is. */
  private void claim(Map<String, Object> configuration) throws IOException {
    if (!folder.hasConfiguration()) {
      if (folder.hasCandidates()) {
        throw new IllegalStateException(
            folder.path()
                + " has candidates but no sweep.json that says what they are: choose another"
                + " folder.");
      }
      folder.writeConfiguration(configuration);
      return;
    }
    List<String> differences =
        SweepConfiguration.differences(folder.configuration(), configuration);
    if (!differences.isEmpty()) {
      throw new IllegalStateException(
          folder.path()
              + " belongs to another sweep. Choose another folder, or ask for the same. What"
              + " differs:\n  "
              + String.join("\n  ", differences));
    }
    folder.writeConfiguration(configuration); // the number of candidates may be another
  }

  private boolean isCancelled() {
    return cancelled.get() || stopped.getAsBoolean();
  }

  private void requireNotStopped() {
    if (stopped.getAsBoolean()) {
      throw interrupted();
    }
  }

  private SweepInterruptedException interrupted() {
    return new SweepInterruptedException(
        "The sweep was interrupted. "
            + finished.size()
            + " candidates are in "
            + folder.path()
            + "; run it again to train the others.");
  }

  private boolean isTimeOver() {
    return deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos >= 0;
  }

  private Ended await(CompletionService<Ended> running) {
    try {
      return running.take().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CandidateTraining.CancelledException) {
        throw interrupted();
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Whatever is still being trained ends at its next minibatch; its checkpoint is kept. */
  private void end(ExecutorService pool) {
    cancelled.set(true);
    pool.shutdown(); // no interrupts: they would close files that are being written
    boolean interrupted = Thread.interrupted();
    try {
      pool.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
