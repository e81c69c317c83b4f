package io.github.tbptt4j.internal.train;

import java.util.Arrays;
import java.util.TreeMap;

/** A stream of minibatches as it is after its last window: what a failing call goes back to. */
final class WindowStream {
  final SequenceBuffer buffer;
  final StateStore states;
  final WindowPlan plan;

  /** First step that no window has owned yet. */
  long next;

  /** Where each example's present sequence began; null before any data. */
  long[] begins;

  private StreamForm form; // null before any data

  WindowStream(NetworkState initial, WindowPlan plan) {
    buffer = new SequenceBuffer();
    states = new StateStore(initial);
    this.plan = plan;
  }

  WindowStream(
      SequenceBuffer buffer,
      StateStore states,
      WindowPlan plan,
      long next,
      long[] begins,
      StreamForm form) {
    this.buffer = buffer;
    this.states = states;
    this.plan = plan;
    this.next = next;
    this.begins = begins;
    this.form = form;
  }

  private WindowStream(WindowStream other) {
    buffer = other.buffer.copy();
    states = other.states.copy();
    plan = other.plan.copy();
    next = other.next;
    begins = other.begins == null ? null : other.begins.clone();
    form = other.form;
  }

  WindowStream copy() {
    return new WindowStream(this);
  }

  /** What its minibatches have in common; null before any data. */
  StreamForm form() {
    return form;
  }

  int examples() {
    return begins == null ? 0 : begins.length;
  }

  /** Checks that a minibatch can follow those before it. */
  void requireSameForm(InputCheck next) {
    if (form == null) {
      return;
    }
    if (begins.length != next.examples()) {
      throw new IllegalArgumentException(
          "The minibatch has "
              + next.examples()
              + " examples, those before it "
              + begins.length
              + ": a stateful trainer continues the same sequences. Call flush() and resetState()"
              + " before other ones.");
    }
    form.and(next.form());
  }

  void append(Chunk chunk, StreamForm itsForm) {
    if (begins == null) {
      begins = new long[chunk.examples()];
    }
    form = form == null ? itsForm : form.and(itsForm);
    buffer.append(chunk);
  }

  /** The steps {@code [from, to)} of some examples. */
  Chunk steps(long from, long to, int[] someExamples) {
    Chunk steps = buffer.slice(from, to);
    return someExamples.length < examples() ? steps.rows(someExamples) : steps;
  }

  /** The examples by the first step that a window which ends at {@code end} covers of theirs. */
  TreeMap<Long, int[]> groupsByStart(long end, int depth) {
    return grouped(Arrays.stream(begins).map(begin -> Math.max(end - depth, begin)).toArray());
  }

  /** The examples by their starts. */
  static TreeMap<Long, int[]> grouped(long[] starts) {
    TreeMap<Long, int[]> groups = new TreeMap<>();
    for (int example = 0; example < starts.length; example++) {
      int[] others = groups.getOrDefault(starts[example], new int[0]);
      int[] all = Arrays.copyOf(others, others.length + 1);
      all[others.length] = example;
      groups.put(starts[example], all);
    }
    return groups;
  }

  /** A window has ended; what later ones won't need again is forgotten. */
  void advanceTo(long end, NetworkState leaving) {
    states.put(end, leaving);
    next = end;
    states.keepFor(firstLookedAt());
  }

  /** Copies what later windows need of the data, so that the caller's arrays are free. */
  void forget() {
    buffer.keepFrom(states.keepFor(firstLookedAt()));
  }

  // The earliest step that any later window covers; below 0 for all.
  private long firstLookedAt() {
    return next - plan.lookBack();
  }
}
