package io.github.tbptt4j.internal.kernel;

import io.github.tbptt4j.internal.kernel.PassMemory.Use;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a forward pass leaves for the backward pass: known older steps (the history), then the steps
 * of the segment. Time comes first, so that a step is one contiguous matrix and all steps together
 * are one, too. All arrays are in c order, of the layer's data type and outside of any workspace.
 *
 * @param memory where the arrays of a tape with a segment are
 * @param history number of steps before the segment
 * @param input x, [history + steps, minibatch, nIn], or [history + steps, minibatch, m] with the
 *     indices of the elements that are one (twice where an index is there twice) where all others
 *     are zero; -1 for none where m is more than 1
 * @param indices m, how many indices a step has; 0 where the input is numbers
 * @param entering the state that enters the oldest step, [minibatch, nOut]
 * @param state h, [history + steps, minibatch, nOut]; the segment's part is written by the kernel
 * @param preActivation z, of the same shape, or null where f' is known from h
 * @param mask 1 for a real step and 0 for padding, [history + steps, minibatch], or null for no
 *     padding
 */
public record Tape(
    PassMemory memory,
    int history,
    INDArray input,
    int indices,
    INDArray entering,
    INDArray state,
    INDArray preActivation,
    INDArray mask) {

  /**
   * A tape for a segment that nothing is known before but its entering state. Its input and mask
   * are to be written next.
   *
   * @param memory where its arrays are; those of the tape before are no longer valid
   * @param entering the state that enters the first step, [minibatch, nOut]
   * @param steps steps of the segment
   * @param nIn size of the input
   * @param indices how many indices below nIn the input of a step is; 0 where it is numbers
   * @param masked whether there is a mask
   * @param needsPreActivation whether z must be kept
   * @return the tape; its states are not yet computed
   * @throws IllegalArgumentException if a matrix of the pass has more rows or elements than an int
   *     counts
   */
  public static Tape blank(
      PassMemory memory,
      INDArray entering,
      int steps,
      int nIn,
      int indices,
      boolean masked,
      boolean needsPreActivation) {
    DataType type = entering.dataType();
    long minibatch = entering.size(0);
    long nOut = entering.size(1);
    requireInt("Time steps", steps, "minibatch", minibatch);
    requireInt("Minibatch", minibatch, "nOut", nOut);
    requireInt("Minibatch", minibatch, "nIn", nIn);
    return new Tape(
        memory,
        0,
        memory.array(Use.INPUT, type, steps, minibatch, indices > 0 ? indices : nIn),
        indices,
        entering,
        memory.array(Use.STATE, type, steps, minibatch, nOut),
        needsPreActivation ? memory.array(Use.PRE_ACTIVATION, type, steps, minibatch, nOut) : null,
        masked ? memory.array(Use.MASK, type, steps, minibatch) : null);
  }

  private static void requireInt(String left, long a, String right, long b) {
    if (a * b > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          left
              + " ("
              + a
              + ") times "
              + right
              + " ("
              + b
              + ") must be at most "
              + Integer.MAX_VALUE
              + ": use smaller minibatches or shorter segments.");
    }
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
        memory,
        to - from,
        copy(steps(input, from, to)),
        indices,
        copy(stateAfter(from - 1)),
        copy(steps(state, from, to)),
        preActivation == null ? null : copy(steps(preActivation, from, to)),
        mask == null ? null : copy(steps(mask, from, to)));
  }

  /**
   * A tape for a segment that follows this one, with all steps of this one as its history. The
   * segment's input and mask are to be written next.
   *
   * @param steps steps of the segment
   * @param masked whether there is a mask for the segment
   * @return the tape; the states of its segment are not yet computed
   */
  public Tape followedBy(int steps, boolean masked) {
    int old = totalSteps();
    Tape longer =
        blank(
            memory,
            entering,
            Math.addExact(old, steps),
            Math.toIntExact(input.size(2)),
            indices,
            masked || mask != null,
            preActivation != null);
    steps(longer.input, 0, old).assign(input);
    steps(longer.state, 0, old).assign(state);
    if (preActivation != null) {
      steps(longer.preActivation, 0, old).assign(preActivation);
    }
    if (longer.mask != null) {
      longer.mask.assign(1.0);
    }
    if (mask != null) {
      steps(longer.mask, 0, old).assign(mask);
    }
    return new Tape(
        memory,
        old,
        longer.input,
        indices,
        entering,
        longer.state,
        longer.preActivation,
        longer.mask);
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

  /** {@return whether the input is indices} */
  public boolean indexed() {
    return indices > 0;
  }

  /**
   * The indices of all steps.
   *
   * @param nIn how many symbols there are
   * @return rows of W, [history + steps, minibatch, m] in c order, {@link Symbols#NONE} for none
   * @throws IllegalArgumentException if one is no whole number from 0 to nIn-1
   */
  public int[] rowsOfW(int nIn) {
    return rowsOfW(input, nIn);
  }

  /**
   * The indices of all steps, as kernels read them.
   *
   * @param nIn how many symbols there are
   * @return the symbols
   * @throws IllegalArgumentException if one is no whole number from 0 to nIn-1
   */
  public Symbols symbols(int nIn) {
    return symbols(input, nIn);
  }

  /**
   * Indices as kernels read them.
   *
   * @param input [T, minibatch, m] in c order
   * @param nIn how many symbols there are
   * @return the symbols
   * @throws IllegalArgumentException if one is no whole number from 0 to nIn-1
   */
  public static Symbols symbols(INDArray input, int nIn) {
    return Symbols.of(Math.toIntExact(input.size(2)), rowsOfW(input, nIn), nIn);
  }

  private static int[] rowsOfW(INDArray input, int nIn) {
    int minibatch = Math.toIntExact(input.size(1));
    int perStep = Math.toIntExact(input.size(2));
    boolean here = CpuArrays.areHere() && input.dataType() == DataType.FLOAT;
    float[] values = here ? CpuArrays.floats(input) : input.reshape(input.length()).toFloatVector();
    int[] rows = new int[values.length];
    if (perStep == 1) {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Gate.symbol(values[i], i, minibatch, nIn);
      }
    } else {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Gate.symbol(values[i], i, minibatch, perStep, nIn);
      }
    }
    return rows;
  }

  /**
   * The input as a matrix product takes it.
   *
   * @param nIn size of the input
   * @return x, [history + steps, minibatch, nIn]; made from indices where the input is such
   */
  INDArray denseInput(int nIn) {
    if (!indexed()) {
      return input;
    }
    int[] rows = rowsOfW(nIn);
    INDArray counts = Nd4j.zeros(input.dataType(), rows.length / indices, nIn);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != Symbols.NONE) {
        int step = i / indices;
        counts.putScalar(step, rows[i], counts.getDouble(step, rows[i]) + 1);
      }
    }
    return counts.reshape('c', new long[] {input.size(0), input.size(1), nIn});
  }

  /** {@return the input of the segment, [steps, minibatch, nIn], a view} */
  public INDArray segmentInput() {
    return steps(input, history, totalSteps());
  }

  /** {@return the mask of the segment, [steps, minibatch], a view} */
  public INDArray segmentMask() {
    return steps(mask, history, totalSteps());
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
   * One step of an array whose first dimension is time. ND4J's own views lose dimensions of size 1.
   *
   * @param array [T, ..] in c order
   * @param t step
   * @return the step, a contiguous view
   */
  public static INDArray step(INDArray array, int t) {
    long[] shape = Arrays.copyOfRange(array.shape(), 1, array.rank());
    long offset = array.offset() + t * array.stride(0);
    return Nd4j.create(
        array.data(), shape, Nd4j.getStrides(shape, 'c'), offset, 'c', array.dataType());
  }

  /**
   * Some steps of an array whose first dimension is time.
   *
   * @param array [T, ..] in c order
   * @param from first step
   * @param to step after the last one
   * @return the steps, a contiguous view
   */
  public static INDArray steps(INDArray array, int from, int to) {
    if (from == 0 && to == array.size(0)) {
      return array;
    }
    long[] shape = array.shape().clone();
    shape[0] = to - from;
    long offset = array.offset() + from * array.stride(0);
    return Nd4j.create(array.data(), shape, array.stride(), offset, 'c', array.dataType());
  }

  private static INDArray copy(INDArray array) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createUninitialized(array.dataType(), array.shape(), 'c').assign(array);
    }
  }
}
