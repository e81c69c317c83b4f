package io.github.tbptt4j.internal.nativemem;

import io.github.tbptt4j.internal.threads.Workers;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Float numbers one after the other in native memory, read and written in pieces. An object is one
 * thread's.
 */
public final class Floats {
  /** Numbers that are read at once: they stay in the L1 cache. */
  private static final int BLOCK = 1024;

  /** Numbers that are worth a thread. */
  private static final int PIECE = 1 << 15;

  private final INDArray owner; // keeps the memory
  private final FloatPointer pointer;
  private final long begin;

  private Floats(INDArray owner) {
    this.owner = owner;
    pointer = Pointers.floats(owner);
    begin = pointer.position();
  }

  /**
   * The numbers of an array.
   *
   * @param array of type FLOAT, in c or f order without gaps, in the memory of the CPU
   * @return its numbers as they lie in memory
   */
  public static Floats of(INDArray array) {
    MemoryGate.alive("what is updated", array);
    return new Floats(array);
  }

  /**
   * Whether an array's numbers can be had this way.
   *
   * @param array any array
   * @return whether they are floats on the CPU without gaps
   */
  public static boolean areIn(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && CpuArrays.areHere()
        && (Layout.isDense(array, 'c') || Layout.isDense(array, 'f'));
  }

  /**
   * Copies all numbers, as they lie in memory.
   *
   * @param from array
   * @param to array of the same length, whose numbers lie in the same order
   */
  public static void copy(INDArray from, INDArray to) {
    boolean direct =
        areIn(from)
            && areIn(to)
            && from.length() == to.length()
            && from.ordering() == to.ordering();
    if (!direct) {
      to.assign(from);
      return;
    }
    MemoryGate.alive("what is copied", from);
    MemoryGate.alive("what is copied to", to);
    Pointer.memcpy(Pointers.floats(to), Pointers.floats(from), from.length() * Float.BYTES);
    Reference.reachabilityFence(from);
    Reference.reachabilityFence(to);
  }

  /** {@return how many there are} */
  public long length() {
    return owner.length();
  }

  /**
   * Reads some.
   *
   * @param first the first
   * @param into overwritten from 0 on
   * @param n how many
   */
  public void get(long first, float[] into, int n) {
    pointer.position(begin + first).get(into, 0, n);
  }

  /**
   * Writes some.
   *
   * @param first the first
   * @param from read from 0 on
   * @param n how many
   */
  public void put(long first, float[] from, int n) {
    pointer.position(begin + first).put(from, 0, n);
  }

  /** {@return a copy of all} */
  public float[] toArray() {
    float[] all = new float[Math.toIntExact(length())];
    get(0, all, all.length);
    return all;
  }

  /** {@return the same numbers, to be read and written by another thread} */
  public Floats forAnotherThread() {
    return new Floats(owner);
  }

  /**
   * The sum of the squares, in double: squares of floats overflow from 1.8e19 on.
   *
   * @return the same to the bit on any number of threads
   */
  public double squares() {
    int pieces = Math.toIntExact((length() + PIECE - 1) / PIECE);
    double[] sums = new double[pieces];
    int parts = Math.min(Workers.count(), pieces);
    Workers.run(
        parts,
        part -> {
          Floats own = parts == 1 ? this : forAnotherThread();
          int end = Workers.begin(part + 1, parts, pieces);
          for (int piece = Workers.begin(part, parts, pieces); piece < end; piece++) {
            long first = (long) piece * PIECE;
            sums[piece] = own.squares(first, Math.min(length(), first + PIECE));
          }
        });
    return Arrays.stream(sums).sum();
  }

  private double squares(long first, long end) {
    float[] block = new float[BLOCK];
    double sum = 0;
    for (long at = first; at < end; at += BLOCK) {
      int n = (int) Math.min(BLOCK, end - at);
      get(at, block, n);
      sum += squares(block, n);
    }
    return sum;
  }

  // Four sums, so that an addition needn't wait for the one before.
  private static double squares(float[] x, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += (double) x[i] * x[i];
      b += (double) x[i + 1] * x[i + 1];
      c += (double) x[i + 2] * x[i + 2];
      d += (double) x[i + 3] * x[i + 3];
    }
    for (; i < n; i++) {
      a += (double) x[i] * x[i];
    }
    return a + b + c + d;
  }
}
