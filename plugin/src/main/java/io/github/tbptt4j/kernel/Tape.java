package io.github.tbptt4j.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a forward pass leaves for the backward pass: known older steps (the history), then the steps
 * of the segment. Time comes first, so that a step is one contiguous matrix and all steps together
 * are one, too. All arrays are in c order, of the layer's data type and outside of any workspace.
 *
 * @param history number of steps before the segment
 * @param input x, [history + steps, minibatch, nIn]
 * @param entering the state that enters the oldest step, [minibatch, nOut]
 * @param state h, [history + steps, minibatch, nOut]; the segment's part is written by the kernel
 * @param preActivation z, of the same shape, or null where f' is known from h
 * @param mask 1 for a real step and 0 for padding, [history + steps, minibatch], or null for no
 *     padding
 */
public record Tape(
    int history,
    INDArray input,
    INDArray entering,
    INDArray state,
    INDArray preActivation,
    INDArray mask) {

  /**
   * A tape for a segment that nothing is known before but its entering state.
   *
   * @param input x, [steps, minibatch, nIn]
   * @param entering the state that enters the first step, [minibatch, nOut]
   * @param mask [steps, minibatch] or null
   * @param needsPreActivation whether z must be kept
   * @return the tape; its states are not yet computed
   */
  public static Tape of(
      INDArray input, INDArray entering, INDArray mask, boolean needsPreActivation) {
    long[] shape = {input.size(0), input.size(1), entering.size(1)};
    INDArray state = detached(input.dataType(), shape);
    INDArray z = needsPreActivation ? detached(input.dataType(), shape) : null;
    return new Tape(0, input, entering, state, z, mask);
  }

  /**
   * The last steps of this tape, as history of what may follow.
   *
   * @param depth at most how many steps to keep, at least 1
   * @return a tape without a segment that shares no memory with this one
   */
  public Tape last(int depth) {
    int to = totalSteps();
    int from = Math.max(0, to - depth);
    return new Tape(
        to - from,
        copy(steps(input, from, to)),
        copy(stateAfter(from - 1)),
        copy(steps(state, from, to)),
        preActivation == null ? null : copy(steps(preActivation, from, to)),
        mask == null ? null : copy(steps(mask, from, to)));
  }

  /**
   * A tape for a segment that follows this one, with all steps of this one as its history.
   *
   * @param nextInput x, [steps, minibatch, nIn]
   * @param nextMask [steps, minibatch] or null
   * @return the tape; the states of its segment are not yet computed
   */
  public Tape followedBy(INDArray nextInput, INDArray nextMask) {
    int old = totalSteps();
    int next = Math.toIntExact(nextInput.size(0));
    boolean masked = mask != null || nextMask != null;
    return new Tape(
        old,
        join(input, nextInput),
        entering,
        extended(state, next),
        preActivation == null ? null : extended(preActivation, next),
        masked ? join(orOnes(mask, old), orOnes(nextMask, next)) : null);
  }

  /**
   * Frees the memory at once. ND4J frees an array when Java collects it, which for large arrays
   * outside of a small heap comes late or never. The entering state is left alone: it may belong to
   * somebody else. Nothing else of a tape may be in use afterwards.
   */
  public void free() {
    for (INDArray array : new INDArray[] {input, state, preActivation, mask}) {
      if (array != null && array.closeable()) {
        array.close();
      }
    }
  }

  /** {@return the number of steps, history included} */
  public int totalSteps() {
    return Math.toIntExact(state.size(0));
  }

  /** {@return the number of steps of the segment} */
  public int steps() {
    return totalSteps() - history;
  }

  /** {@return the number of sequences side by side} */
  public int minibatch() {
    return Math.toIntExact(entering.size(0));
  }

  /**
   * The state after step {@code t}.
   *
   * @param t step, counted from the oldest one; -1 for the entering state
   * @return h_t, [minibatch, nOut], a view
   */
  public INDArray stateAfter(int t) {
    return t < 0 ? entering : step(state, t);
  }

  /** {@return the states of the segment, [steps, minibatch, nOut], a view} */
  public INDArray segmentState() {
    return steps(state, history, totalSteps());
  }

  /** {@return the state after the last step, [minibatch, nOut], a view} */
  public INDArray lastState() {
    return stateAfter(totalSteps() - 1);
  }

  /**
   * One step of an array whose first dimension is time.
   *
   * @param array [T, ..] in c order
   * @param t step
   * @return the step, a contiguous view
   */
  static INDArray step(INDArray array, int t) {
    return array.slice(t);
  }

  /**
   * Some steps of an array whose first dimension is time.
   *
   * @param array [T, ..] in c order
   * @param from first step
   * @param to step after the last one
   * @return the steps, a contiguous view
   */
  static INDArray steps(INDArray array, int from, int to) {
    return array.get(NDArrayIndex.interval(from, to));
  }

  private INDArray orOnes(INDArray someMask, int steps) {
    return someMask != null ? someMask : detached(input.dataType(), steps, minibatch()).assign(1.0);
  }

  private static INDArray join(INDArray older, INDArray newer) {
    int old = Math.toIntExact(older.size(0));
    INDArray joined = extended(older, Math.toIntExact(newer.size(0)));
    steps(joined, old, Math.toIntExact(joined.size(0))).assign(newer);
    return joined;
  }

  private static INDArray extended(INDArray older, int more) {
    int old = Math.toIntExact(older.size(0));
    long[] shape = older.shape().clone();
    shape[0] += more;
    INDArray longer = detached(older.dataType(), shape);
    steps(longer, 0, old).assign(older);
    return longer;
  }

  private static INDArray detached(DataType type, long... shape) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createUninitialized(type, shape, 'c');
    }
  }

  private static INDArray copy(INDArray array) {
    return detached(array.dataType(), array.shape()).assign(array);
  }
}
