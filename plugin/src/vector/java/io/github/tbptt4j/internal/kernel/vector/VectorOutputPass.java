package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Strand;
import io.github.tbptt4j.internal.threads.Strands;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Losses and gradients of an output layer with softmax, by rows that are shared out in strands. */
final class VectorOutputPass {
  /** Fewer rows are not worth a sum of their own. */
  private static final int WORTH_A_SUM = 128;

  private final Targets targets;
  private final OutputGradients gradients;
  private final Scratch scratch;
  private final INDArray x;
  private final int workers;
  private final VectorOutputLayer layer;
  private final double[] losses;

  /** Memory that no thread works in. */
  private final Deque<VectorOutputLayer.Desk> idle = new ConcurrentLinkedDeque<>();

  VectorOutputPass(
      OutputWeights weights,
      INDArray x,
      Targets targets,
      OutputGradients gradients,
      Scratch scratch,
      int workers) {
    this.scratch = scratch;
    this.x = x;
    this.targets = targets;
    this.gradients = gradients;
    this.workers = workers;
    VectorPacking packing = new VectorPacking(scratch);
    layer = VectorOutputLayer.of(weights, targets.rows(), packing);
    packing.run(workers);
    losses = new double[targets.rows()];
  }

  /** {@return the loss of each row} */
  double[] run() {
    int rows = targets.rows();
    int count = workers == 1 ? 1 : Math.max(1, Math.min(2 * workers, rows / WORTH_A_SUM));
    for (int i = 0; i < Math.min(workers, count); i++) {
      idle.add(new VectorOutputLayer.Desk(layer, scratch));
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new Part(Workers.begin(i, count, rows), Workers.begin(i + 1, count, rows)));
    }
    Strands.run(workers, parts);
    VectorTotals totals = new VectorTotals(scratch);
    VectorOutputSums.total(
        parts.stream().map(part -> part.sums).toList(), gradients.w(), gradients.b(), totals);
    totals.run(workers);
    return losses;
  }

  /** Some rows, in blocks. */
  private final class Part implements Strand {
    private final int first;
    private final int end;
    private int next;
    private final float[] read = scratch.floats(layer.blockRows(), layer.nIn());
    private final float[] dx = scratch.floats(layer.blockRows(), layer.nIn());
    private final VectorOutputSums sums = new VectorOutputSums(layer, targets, scratch);

    Part(int first, int end) {
      this.first = first;
      this.next = first;
      this.end = end;
    }

    @Override
    public boolean advance() {
      if (next == first) {
        sums.clear();
      }
      int rows = Math.min(layer.blockRows(), end - next);
      if (rows > 0) {
        at(x, next).get(read, 0, rows * layer.nIn());
        VectorOutputLayer.Desk desk = idle.removeFirst(); // there are as many as threads
        sums.add(desk, read, 0, next, rows, losses, dx, 0);
        idle.addFirst(desk);
        at(gradients.x(), next).put(dx, 0, rows * layer.nIn());
        next += rows;
      }
      return next < end;
    }

    private FloatPointer at(INDArray array, int row) {
      FloatPointer pointer = Pointers.floats(array);
      return pointer.position(pointer.position() + (long) row * layer.nIn());
    }
  }
}
