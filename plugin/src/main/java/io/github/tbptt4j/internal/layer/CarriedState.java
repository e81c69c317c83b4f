package io.github.tbptt4j.internal.layer;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.MemoryGate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a layer carries from one segment of a sequence to the next, as DL4J's map of arrays: the
 * last state under SimpleRnn's key, and for k2 &gt; 1 the history that a window of the next segment
 * may reach back into. The arrays are outside of any workspace.
 */
public final class CarriedState {
  /** SimpleRnn's key of the last state, [minibatch, nOut]. */
  public static final String PREVIOUS_ACTIVATION = "prevAct";

  private static final String HISTORY_INPUT = "historyInput";
  private static final String HISTORY_ENTERING = "historyEntering";
  private static final String HISTORY_STATE = "historyState";
  private static final String HISTORY_PRE_ACTIVATION = "historyPreActivation";
  private static final String HISTORY_MASK = "historyMask";

  private static final Set<String> KEYS =
      Set.of(
          PREVIOUS_ACTIVATION,
          HISTORY_INPUT,
          HISTORY_ENTERING,
          HISTORY_STATE,
          HISTORY_PRE_ACTIVATION,
          HISTORY_MASK);

  private CarriedState() {}

  /** How many steps of one segment the windows of a later one may need. */
  static int depth(TruncatedBptt truncation) {
    return truncation.isFull() ? 0 : truncation.k2() - 1;
  }

  /** What to carry after the steps of a tape. */
  static Map<String, INDArray> after(Tape tape, int historyDepth) {
    Map<String, INDArray> carried = new HashMap<>();
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      carried.put(PREVIOUS_ACTIVATION, tape.lastState().dup('c'));
      if (historyDepth > 0) {
        Tape history = tape.last(historyDepth);
        carried.put(HISTORY_INPUT, history.input());
        carried.put(HISTORY_ENTERING, history.entering());
        carried.put(HISTORY_STATE, history.state());
        putIfPresent(carried, HISTORY_PRE_ACTIVATION, history.preActivation());
        putIfPresent(carried, HISTORY_MASK, history.mask());
      }
    }
    return carried;
  }

  /** The history that was carried, or null. */
  static Tape history(Map<String, INDArray> carried, PassMemory memory, int indices) {
    INDArray input = carried.get(HISTORY_INPUT);
    if (input == null) {
      return null;
    }
    return new Tape(
        memory,
        Math.toIntExact(input.size(0)),
        input,
        indices,
        carried.get(HISTORY_ENTERING),
        carried.get(HISTORY_STATE),
        carried.get(HISTORY_PRE_ACTIVATION),
        carried.get(HISTORY_MASK));
  }

  /**
   * Refuses what no pass could begin with. DL4J takes any map of arrays as a state.
   *
   * @param carried the arrays by their keys; empty for the zero state
   * @param nIn numbers of the input at a step, or how many indices it is
   * @param keepsZ whether the slope of the activation is known from z alone
   */
  static void check(
      Map<String, INDArray> carried,
      DataType type,
      long nIn,
      long nOut,
      boolean keepsZ,
      String layer) {
    if (carried == null) {
      throw new IllegalArgumentException(
          "The state is null: give Map.of() for the zero state " + layer + ".");
    }
    if (carried.isEmpty()) {
      return;
    }
    for (String key : carried.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "The state has the keys "
                + new TreeSet<>(carried.keySet())
                + ": a VanillaRnn's last state has the key \""
                + PREVIOUS_ACTIVATION
                + "\" "
                + layer
                + ".");
      }
    }
    INDArray last = carried.get(PREVIOUS_ACTIVATION);
    long minibatch = last == null || last.rank() != 2 ? 1 : Math.max(1, last.size(0));
    check(PREVIOUS_ACTIVATION, last, layer, minibatch, nOut);
    if (carried.size() == 1) {
      return;
    }
    INDArray input = carried.get(HISTORY_INPUT);
    long steps = input == null || input.rank() != 3 ? 1 : input.size(0);
    check(HISTORY_INPUT, input, layer, steps, minibatch, nIn);
    check(HISTORY_ENTERING, carried.get(HISTORY_ENTERING), layer, minibatch, nOut);
    check(HISTORY_STATE, carried.get(HISTORY_STATE), layer, steps, minibatch, nOut);
    if (keepsZ || carried.containsKey(HISTORY_PRE_ACTIVATION)) {
      INDArray z = carried.get(HISTORY_PRE_ACTIVATION);
      check(HISTORY_PRE_ACTIVATION, z, layer, steps, minibatch, nOut);
    }
    if (carried.containsKey(HISTORY_MASK)) {
      check(HISTORY_MASK, carried.get(HISTORY_MASK), layer, steps, minibatch);
    }
    for (Map.Entry<String, INDArray> array : carried.entrySet()) {
      if (array.getValue().dataType() != type && !array.getKey().equals(PREVIOUS_ACTIVATION)) {
        throw new IllegalArgumentException(
            "State \""
                + array.getKey()
                + "\" is "
                + array.getValue().dataType()
                + ", the network "
                + type
                + ": a history can't be used in a network of another type "
                + layer
                + ".");
      }
    }
  }

  private static void check(String key, INDArray array, String layer, long... shape) {
    if (array == null || array.isEmpty() || !Arrays.equals(array.shape(), shape)) {
      throw new IllegalArgumentException(
          "State \""
              + key
              + "\" "
              + (array == null ? "is missing" : "has shape " + Arrays.toString(array.shape()))
              + ": it must be "
              + Arrays.toString(shape)
              + ", ["
              + (shape.length == 3 ? "steps, " : "")
              + "minibatch, size] "
              + layer
              + ".");
    }
    if (!array.dataType().isFPType()) {
      throw new IllegalArgumentException(
          "State \""
              + key
              + "\" is "
              + array.dataType()
              + ": it must be of a floating-point type "
              + layer
              + ".");
    }
    MemoryGate.alive("State \"" + key + "\"", array);
  }

  private static void putIfPresent(Map<String, INDArray> map, String key, INDArray value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
