package io.github.tbptt4j.internal.kernel;

import java.util.EnumMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory that a layer's passes work in, used again by the next pass: fresh memory of some MB
 * costs more time than the arithmetic done in it. It is outside of workspaces and goes with the
 * layer. Memory that is far too large for the passes of today is given back.
 *
 * <p>An array for a use is overwritten when the next one for the same use is asked for.
 */
public final class PassMemory {
  /** What an array is used for. */
  public enum Use {
    /** x of all known steps. */
    INPUT,
    /** h of all known steps. */
    STATE,
    /** z of all known steps, where f' needs it. */
    PRE_ACTIVATION,
    /** The mask of all known steps. */
    MASK,
    /** dLoss/dh of the segment. */
    ERROR,
    /** dLoss/dz of all known steps. */
    DELTA
  }

  /** Memory that is more than so many times too large is given back. */
  private static final int TOO_LARGE = 4;

  private final Map<Use, INDArray> memory = new EnumMap<>(Use.class);
  private final Scratch forward = new Scratch();
  private final Scratch backward = new Scratch();
  private final Scratch penalty = new Scratch();

  /** Without any memory yet. */
  public PassMemory() {}

  /**
   * An array whose values are undefined.
   *
   * @param use what for; the array that was given out for the same use before is no longer valid
   * @param type data type
   * @param shape shape
   * @return an array in c order, outside of workspaces
   */
  public INDArray array(Use use, DataType type, long... shape) {
    long length = 1;
    for (long size : shape) {
      length = Math.multiplyExact(length, size);
    }
    INDArray held = memory.get(use);
    if (held == null
        || held.dataType() != type
        || held.length() < length
        || held.length() / TOO_LARGE > length) {
      if (held != null) {
        memory.remove(use);
        held.close();
      }
      held = allocate(type, length);
      memory.put(use, held);
    }
    return Nd4j.create(held.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c', type);
  }

  /** {@return what a forward pass that begins has on the heap} */
  public Scratch forwardScratch() {
    return forward.begin();
  }

  /** {@return what a backward pass that begins has on the heap} */
  public Scratch backwardScratch() {
    return backward.begin();
  }

  /** {@return what a sum of Omega that begins has on the heap} */
  public Scratch penaltyScratch() {
    return penalty.begin();
  }

  private static INDArray allocate(DataType type, long length) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createUninitialized(type, length);
    }
  }
}
