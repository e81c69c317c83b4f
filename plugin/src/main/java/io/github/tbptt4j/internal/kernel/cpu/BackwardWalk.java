package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Strand;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The backward pass over some rows of the minibatch: dLoss/dz of all windows. Windows at the same
 * distance from their ends share one product.
 */
final class BackwardWalk implements Strand {

  /**
   * What all walks of a pass have in common.
   *
   * @param tape what the forward pass has left
   * @param error dLoss/dh of the segment
   * @param deltas dLoss/dz of all known steps; those of all windows are added up
   * @param overlap whether a step may be in several windows
   * @param mask one element a row of the tape, or null
   * @param clip bound of each delta, infinite for none
   */
  record Task(
      Tape tape, INDArray error, INDArray deltas, boolean overlap, double[] mask, double clip) {}

  private final Steps steps;
  private final Task task;
  private final List<Window> longestFirst;
  private final int together;
  private final int firstRow;
  private final int piece;
  private final FloatPointer error;
  private final FloatPointer states;
  private final FloatPointer sums;

  /** First of the windows that are on their way. */
  private int group;

  /** How many of them have not reached their starts. */
  private int active;

  /** Steps from the ends of the windows. */
  private int back;

  /**
   * A walk that has not begun.
   *
   * @param steps what is done at each step
   * @param task what all walks have in common
   * @param longestFirst windows by length
   * @param together how many of them share a product
   * @param firstRow first of the walk's rows of the minibatch
   * @param pieces how many pieces the walk is cut into
   */
  BackwardWalk(
      Steps steps, Task task, List<Window> longestFirst, int together, int firstRow, int pieces) {
    this.steps = steps;
    this.task = task;
    this.longestFirst = longestFirst;
    this.together = together;
    this.firstRow = firstRow;
    long products = 0;
    for (int first = 0; first < longestFirst.size(); first += together) {
      products += longestFirst.get(first).length();
    }
    this.piece = (int) Math.min(Integer.MAX_VALUE, Math.max(1, products / pieces));
    error = Pointers.floats(task.error);
    states = Pointers.floats(task.tape.state());
    sums = Pointers.floats(task.deltas);
    begin(0);
  }

  private void begin(int first) {
    group = first;
    active = Math.min(together, longestFirst.size() - first);
    back = 1;
  }

  @Override
  public boolean advance() {
    for (int i = 0; i < piece && active > 0; i++) {
      stepBack();
    }
    return active > 0;
  }

  /** One step of all active windows; the next group begins where they are all over. */
  private void stepBack() {
    for (int i = 0; i < active; i++) {
      beginError(i, longestFirst.get(group + i));
    }
    for (int i = 0; back > 1 && i < active; i++) {
      Window window = longestFirst.get(group + i);
      steps.scaleDelta(i, window.carry(window.end() - back));
    }
    if (back > 1) {
      steps.backThroughRw(active);
    }
    for (int i = 0; i < active; i++) {
      backward(i, longestFirst.get(group + i));
    }
    back++;
    // Windows that are over are at the end of the list.
    while (active > 0 && longestFirst.get(group + active - 1).length() < back) {
      active--;
    }
    if (active == 0 && group + together < longestFirst.size()) {
      begin(group + together);
    }
  }

  private void beginError(int number, Window window) {
    int t = window.end() - back;
    long n = task.tape.state().size(2);
    long row = (long) (t - task.tape.history()) * task.tape.minibatch() + firstRow;
    steps.beginError(number, t >= window.firstError() ? error.position(row * n) : null);
  }

  private void backward(int number, Window window) {
    int row = (window.end() - back) * task.tape.minibatch() + firstRow;
    long n = task.tape.state().size(2);
    steps.backward(
        number,
        states.position(row * n),
        task.mask,
        row,
        task.clip,
        sums.position(row * n),
        task.overlap);
  }
}
