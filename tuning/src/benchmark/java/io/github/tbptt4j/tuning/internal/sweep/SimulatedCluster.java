package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.RungScore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/**
 * A sweep on machines that aren't there: the real plans, asked and told as {@link SweepRun} does,
 * under a clock that jumps from one end of a job to the next.
 */
final class SimulatedCluster {
  private final List<RecordedTraining> trainings;
  private final double[] rungs;
  private final Machines machines;
  private final Random random;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::time).thenComparing(Event::worker));
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private final List<Integer> idle = new ArrayList<>();
  private final double[] slowness;
  private final Map<Integer, Double> reached = new HashMap<>(); // seconds trained, by candidate
  private double now;
  private double busy;

  /**
   * A training that was recorded.
   *
   * @param seconds of all of it
   * @param scores at each rung, and at the end
   */
  record RecordedTraining(double seconds, double[] scores) {}

  /**
   * What machines are like.
   *
   * @param workers how many
   * @param spread of their slowness: the deviation of its logarithm
   * @param lifetime mean seconds until one is lost; infinite for never
   * @param start seconds until a job trains, data and Java included
   * @param checkpoint seconds between two saves
   */
  record Machines(int workers, double spread, double lifetime, double start, double checkpoint) {
    static Machines perfect(int workers) {
      return new Machines(workers, 0, Double.POSITIVE_INFINITY, 0, 60);
    }
  }

  /**
   * What came of it.
   *
   * @param seconds until the sweep's end
   * @param busy seconds of all workers together in which they trained or began to
   * @param best score at the end
   */
  record Run(double seconds, double busy, double best) {}

  private record Piece(Job job, double until) {}

  private record Event(double began, double time, int worker, Piece piece, boolean lost) {}

  private SimulatedCluster(
      List<RecordedTraining> trainings, double[] rungs, Machines machines, long seed) {
    this.trainings = trainings;
    this.rungs = rungs;
    this.machines = machines;
    this.random = new Random(seed);
    this.slowness = new double[machines.workers()];
    for (int worker = 0; worker < slowness.length; worker++) {
      slowness[worker] = Math.exp(machines.spread() * random.nextGaussian());
      idle.add(worker);
    }
  }

  /** Candidates in the order of the record, each to its end or stopped at rungs. */
  static Run run(
      List<RecordedTraining> trainings,
      double[] rungs,
      int factor,
      int ahead,
      Machines machines,
      long seed) {
    Plan plan =
        rungs.length == 0
            ? new TrainAll(new InOrder(trainings.size()), new Scores(1), 0)
            : new AsynchronousHalving(
                new InOrder(trainings.size()), new Scores(1), rungs(rungs, factor), true);
    return new SimulatedCluster(trainings, rungs, machines, seed).run(plan, ahead);
  }

  /** The same with everybody waiting at each rung. */
  static Run synchronous(
      List<RecordedTraining> trainings, double[] rungs, int factor, Machines machines, long seed) {
    return new SimulatedCluster(trainings, rungs, machines, seed)
        .run(new WithBarriers(trainings, rungs.length, factor), Integer.MAX_VALUE);
  }

  private static Rungs rungs(double[] rungs, int factor) {
    List<Double> amounts = new ArrayList<>();
    for (double rung : rungs) {
      amounts.add(rung);
    }
    return new Rungs(factor, Halving.Unit.EPOCHS, amounts);
  }

  /** As in SweepRun: filled up to the window, then told of the oldest. */
  private Run run(Plan plan, int ahead) {
    Queue<Job> decided = new ArrayDeque<>();
    Set<Job> ended = new HashSet<>();
    double best = Double.POSITIVE_INFINITY;
    while (true) {
      while (decided.size() < ahead) {
        Optional<Job> next = plan.next();
        if (next.isEmpty()) {
          break;
        }
        decided.add(next.get());
        waiting.addLast(new Piece(next.get(), end(next.get())));
      }
      if (decided.isEmpty()) {
        return new Run(now, busy, best);
      }
      Job oldest = decided.remove();
      while (!ended.contains(oldest)) {
        employ();
        ended.add(nextEnd());
      }
      best = Math.min(best, score(oldest));
      plan.report(oldest, result(oldest));
    }
  }

  private double end(Job job) {
    RecordedTraining training = trainings.get(job.candidate());
    return job.rung() < rungs.length ? rungs[job.rung()] * training.seconds() : training.seconds();
  }

  private double score(Job job) {
    double best = Double.POSITIVE_INFINITY;
    double[] scores = trainings.get(job.candidate()).scores();
    if (job.rung() == rungs.length) {
      return Arrays.stream(scores).min().orElseThrow();
    }
    for (int rung = 0; rung <= job.rung(); rung++) {
      best = Math.min(best, scores[rung]);
    }
    return best;
  }

  private void employ() {
    while (!idle.isEmpty() && !waiting.isEmpty()) {
      int worker = idle.remove(0);
      Piece piece = waiting.removeFirst();
      double work = piece.until() - reached.getOrDefault(piece.job().candidate(), 0.0);
      double time = machines.start() + work * slowness[worker];
      double life =
          Double.isInfinite(machines.lifetime())
              ? Double.POSITIVE_INFINITY
              : -machines.lifetime() * Math.log(1 - random.nextDouble());
      events.add(new Event(now, now + Math.min(time, life), worker, piece, life < time));
      busy += Math.min(time, life);
    }
  }

  /** {@return the job that ends next; those that are lost on the way wait again} */
  private Job nextEnd() {
    while (true) {
      Event event = events.remove();
      now = event.time();
      idle.add(event.worker());
      int candidate = event.piece().job().candidate();
      if (!event.lost()) {
        reached.put(candidate, event.piece().until());
        return event.piece().job();
      }
      // what its last checkpoint has is kept
      double trained =
          Math.max(0, (now - event.began() - machines.start()) / slowness[event.worker()]);
      double kept = Math.floor(trained / machines.checkpoint()) * machines.checkpoint();
      reached.merge(candidate, kept, Double::sum);
      reached.computeIfPresent(candidate, (c, to) -> Math.min(to, event.piece().until()));
      waiting.addFirst(event.piece());
      employ();
    }
  }

  private CandidateResult result(Job job) {
    List<RungScore> scores = new ArrayList<>();
    for (int rung = 0; rung <= Math.min(job.rung(), rungs.length - 1); rung++) {
      scores.add(
          new RungScore(
              rung, 0, 0, 0, 0, score(new Job(job.proposal(), 0, job.candidate(), rung))));
    }
    boolean whole = job.rung() == rungs.length;
    return new CandidateResult(
        job.candidate(),
        job.candidate(),
        0,
        Map.of(),
        List.of(),
        whole ? Outcome.COMPLETED : Outcome.STOPPED,
        null,
        null,
        null,
        null,
        null,
        score(job),
        scores,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        null);
  }

  /** The recorded candidates, as they come. */
  private static final class InOrder implements ProposalSource {
    private final int count;
    private int next;

    InOrder(int count) {
      this.count = count;
    }

    @Override
    public Optional<Proposals.Proposal> next() {
      return next < count
          ? Optional.of(new Proposals.Proposal(next++, new double[0], Map.of()))
          : Optional.empty();
    }

    @Override
    public void report(Proposals.Proposal proposal, int rung, double score) {}
  }

  /** Successive halving as it was first: a rung begins when the one before has ended. */
  private static final class WithBarriers implements Plan {
    private final List<RecordedTraining> trainings;
    private final int end;
    private final int factor;
    private final Queue<Job> waiting = new ArrayDeque<>();
    private final List<Job> arrived = new ArrayList<>();
    private int expected;

    WithBarriers(List<RecordedTraining> trainings, int end, int factor) {
      this.trainings = trainings;
      this.end = end;
      this.factor = factor;
      for (int i = 0; i < trainings.size(); i++) {
        waiting.add(new Job(new Proposals.Proposal(i, new double[0], Map.of()), 0, i, 0));
      }
      expected = waiting.size();
    }

    @Override
    public Optional<Job> next() {
      return Optional.ofNullable(waiting.poll());
    }

    @Override
    public void report(Job job, CandidateResult result) {
      arrived.add(job);
      if (arrived.size() == expected && job.rung() < end) {
        arrived.sort(
            Comparator.comparingDouble(one -> trainings.get(one.candidate()).scores()[one.rung()]));
        expected = Math.max(1, arrived.size() / factor);
        for (Job one : List.copyOf(arrived.subList(0, expected))) {
          waiting.add(new Job(one.proposal(), 0, one.candidate(), one.rung() + 1));
        }
        arrived.clear();
      }
    }
  }
}
