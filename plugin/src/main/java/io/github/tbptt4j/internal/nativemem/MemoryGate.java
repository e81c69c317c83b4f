package io.github.tbptt4j.internal.nativemem;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The one gate before raw memory. A pointer knows neither shape nor end, so whoever takes one has
 * been here: rank, shape, data type, order, and whether the memory is there. What a valid pass of a
 * kernel is, says the kernels' own gate in these words.
 */
public final class MemoryGate {
  private static final String ADVICE =
      ". Give arrays of these shapes, or clear the carried states (rnnClearPreviousState).";

  private MemoryGate() {}

  /** Lets a copy of sequences, [T, minibatch, size], through. */
  static void copy(INDArray from, INDArray to) {
    require(
        from.rank() == 3 && Arrays.equals(from.shape(), to.shape()),
        () -> "Sequences of shape " + of(from) + " don't fit into " + of(to) + ".");
    alive("what is copied", from);
    alive("what is copied to", to);
    require(
        Layout.isDense(to, 'c'),
        () -> "What is copied to must be in c order, but has " + layout(to));
  }

  public static DataType floating(String name, INDArray array) {
    require(
        array != null && array.rank() == 2 && array.dataType().isFPType(),
        () -> name + " must be a matrix of floating-point numbers, but is " + of(array));
    return array.dataType();
  }

  public static void bias(String name, INDArray array, DataType type, long n) {
    if (array != null && array.rank() == 1) {
      shape(name, array, type, n);
    } else {
      shape(name, array, type, 1, n);
    }
  }

  public static void matrix(String name, INDArray array, DataType type, long rows, long columns) {
    shape(name, array, type, rows, columns);
  }

  /** Rows that lie one after the other. */
  public static void rows(String name, INDArray array, DataType type, long... shape) {
    shape(name, array, type, shape);
    require(
        Layout.isDense(array, 'c'), () -> name + " must be in c order, but has " + layout(array));
  }

  public static void shape(String name, INDArray array, DataType type, long... shape) {
    require(array != null, () -> name + " is null, but must be " + Arrays.toString(shape) + ADVICE);
    require(
        array.dataType() == type && Arrays.equals(array.shape(), shape),
        () ->
            name
                + " must be "
                + type
                + " "
                + Arrays.toString(shape)
                + ", but is "
                + of(array)
                + ADVICE);
    alive(name, array);
  }

  /**
   * Lets an array through whose memory is there: neither closed, nor of a workspace that is gone,
   * and all its elements within its buffer.
   *
   * @param name what to call it in messages
   * @param array any array
   * @throws IllegalArgumentException if reading it would read something else
   */
  public static void alive(String name, INDArray array) {
    if (array.isEmpty()) {
      return;
    }
    require(
        !array.wasClosed(),
        () -> "The memory of " + named(name, array) + " was closed: keep it open, or give a copy.");
    DataBuffer data = array.data();
    if (array.isAttached()) {
      MemoryWorkspace workspace = data.getParentWorkspace();
      require(
          workspace == null
              || workspace.getWorkspaceType() == MemoryWorkspace.Type.CIRCULAR
              || (workspace.isScopeActive()
                  && workspace.getGenerationId() == data.getGenerationId()),
          () ->
              "The memory of "
                  + named(name, array)
                  + " is of the workspace \""
                  + workspace.getId()
                  + "\", which was closed or used anew: detach() it there.");
    }
    long end = data.offset() + Layout.span(array);
    require(
        end <= data.underlyingLength(),
        () ->
            "The memory of "
                + named(name, array)
                + " ends at element "
                + end
                + " of a buffer that has "
                + data.underlyingLength()
                + ": give a copy (dup()).");
  }

  private static String named(String name, INDArray array) {
    boolean isWord = name.length() > 1 && Character.isLowerCase(name.charAt(1));
    String inside = isWord ? Character.toLowerCase(name.charAt(0)) + name.substring(1) : name;
    return inside + ", " + Arrays.toString(array.shape()) + ",";
  }

  public static String of(INDArray array) {
    return array == null ? "null" : array.dataType() + " " + Arrays.toString(array.shape());
  }

  public static String layout(INDArray array) {
    return "shape "
        + Arrays.toString(array.shape())
        + ", strides "
        + Arrays.toString(array.stride())
        + ".";
  }

  /** What to say. */
  public interface Message {
    String text();
  }

  public static void require(boolean valid, String message) {
    require(valid, () -> message);
  }

  public static void require(boolean valid, Message message) {
    if (!valid) {
      throw new IllegalArgumentException(message.text());
    }
  }
}
