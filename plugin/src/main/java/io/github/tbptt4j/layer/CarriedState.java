package io.github.tbptt4j.layer;

import io.github.tbptt4j.kernel.PassMemory;
import io.github.tbptt4j.kernel.Tape;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a layer carries from one segment of a sequence to the next, as DL4J's map of arrays: the
 * last state under SimpleRnn's key, and for k2 &gt; 1 the history that a window of the next segment
 * may reach back into. The arrays are outside of any workspace.
 */
final class CarriedState {
  /** SimpleRnn's key of the last state, [minibatch, nOut]. */
  static final String PREVIOUS_ACTIVATION = "prevAct";

  private static final String HISTORY_INPUT = "historyInput";
  private static final String HISTORY_ENTERING = "historyEntering";
  private static final String HISTORY_STATE = "historyState";
  private static final String HISTORY_PRE_ACTIVATION = "historyPreActivation";
  private static final String HISTORY_MASK = "historyMask";

  private CarriedState() {}

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
  static Tape history(Map<String, INDArray> carried, PassMemory memory, boolean indexed) {
    INDArray input = carried.get(HISTORY_INPUT);
    if (input == null) {
      return null;
    }
    return new Tape(
        memory,
        Math.toIntExact(input.size(0)),
        input,
        indexed,
        carried.get(HISTORY_ENTERING),
        carried.get(HISTORY_STATE),
        carried.get(HISTORY_PRE_ACTIVATION),
        carried.get(HISTORY_MASK));
  }

  private static void putIfPresent(Map<String, INDArray> map, String key, INDArray value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
