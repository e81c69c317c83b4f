package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Strand;
import org.bytedeco.javacpp.FloatPointer;

/** The forward pass over some rows of the minibatch. */
final class ForwardWalk implements Strand {
  private final Steps steps;
  private final Tape tape;
  private final double[] mask;
  private final int firstRow;
  private final int piece;
  private final FloatPointer states;
  private int t;

  /**
   * A walk that has not begun.
   *
   * @param steps what is done at each step
   * @param tape its states are written
   * @param mask one element a row of the tape, or null
   * @param firstRow first of the walk's rows of the minibatch
   * @param pieces how many pieces the walk is cut into
   */
  ForwardWalk(Steps steps, Tape tape, double[] mask, int firstRow, int pieces) {
    this.steps = steps;
    this.tape = tape;
    this.mask = mask;
    this.firstRow = firstRow;
    this.piece = Math.max(1, tape.steps() / pieces);
    this.t = tape.history();
    states = Pointers.floats(tape.state());
    if (t == 0) {
      steps.enter(Pointers.floats(tape.entering()).position(at(0)));
    } else {
      steps.enter(states.position(at(t - 1)));
    }
  }

  private long at(int t) {
    return ((long) t * tape.minibatch() + firstRow) * tape.state().size(2);
  }

  @Override
  public boolean advance() {
    int end = Math.min(tape.totalSteps(), t + piece);
    for (; t < end; t++) {
      steps.forward(states.position(at(t)), mask, t * tape.minibatch() + firstRow);
    }
    return t < tape.totalSteps();
  }
}
