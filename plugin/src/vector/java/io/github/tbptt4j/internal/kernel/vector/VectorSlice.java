package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.kernel.WindowKernel.Window;
import io.github.tbptt4j.internal.kernel.cpu.Slice;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Strand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some rows of the minibatch on their way through a window: up the layers, to the losses, and down
 * again to the sums that the gradients are.
 */
final class VectorSlice implements Strand {

  /**
   * What all slices of a window have in common.
   *
   * @param layers from the lowest up
   * @param symbols of all rows, [T, B, m], or null
   * @param mask of all rows, or null
   * @param idle memory that no thread works in
   */
  record Task(
      List<VectorSliceLayer.Weights> layers,
      VectorOutputLayer output,
      Window window,
      Symbols symbols,
      double[] mask,
      Deque<Desk> idle) {}

  /** What a thread works in. It stays in that thread's cache from piece to piece. */
  static final class Desk {
    private final List<VectorSliceLayer.Products> products = new ArrayList<>();
    private final VectorOutputLayer.Desk output;
    private final float[] quads;
    private final float[] panels;

    Desk(Task task, Scratch scratch) {
      int widest = 0;
      int block = VectorSliceLayer.BLOCK;
      for (VectorSliceLayer.Weights layer : task.layers) {
        widest = Math.max(widest, Math.max(layer.n(), layer.table() == null ? layer.nIn() : 0));
      }
      int rows = Math.max(block, task.window.examples());
      float[] packed = VectorProduct.memoryForRows(widest, rows, scratch);
      task.layers.forEach(layer -> products.add(new VectorSliceLayer.Products(layer, packed)));
      quads = VectorOuterProduct.memoryForQuads(widest, block, scratch);
      panels = VectorOuterProduct.memoryForPanels(widest, block, scratch);
      output = new VectorOutputLayer.Desk(task.output, scratch);
    }
  }

  private final Task task;
  private final Slice slice;
  private final List<VectorSliceLayer> layers = new ArrayList<>();
  private final Targets targets;
  private final VectorOutputSums output;
  private final double[] losses;

  /** A dense input's rows; null for symbols. */
  private final float[] x;

  private int piece;

  VectorSlice(Task task, Slice slice, Scratch scratch) {
    this.task = task;
    this.slice = slice;
    int steps = task.window.steps();
    int rows = slice.rows();
    VectorSliceLayer.Weights lowest = task.layers.get(0);
    int[] numbers = task.symbols == null ? null : numbers();
    x = numbers == null ? scratch.floats(steps * rows, lowest.nIn()) : null;
    VectorSliceLayer.Input input = new VectorSliceLayer.Input(numbers, x, 0);
    for (VectorSliceLayer.Weights weights : task.layers) {
      VectorSliceLayer layer = new VectorSliceLayer(weights, rows, steps, input, scratch);
      layers.add(layer);
      input = new VectorSliceLayer.Input(null, layer.states(), layer.at(0));
    }
    targets = task.window.targets().ofExamples(slice.first(), rows);
    output = new VectorOutputSums(task.output, targets, scratch);
    losses = new double[targets.rows()];
  }

  private int[] numbers() {
    int perStep = task.symbols.perStep();
    int count = slice.rows() * perStep;
    int[] own = new int[task.window.steps() * count];
    for (int t = 0; t < task.window.steps(); t++) {
      int from = (t * task.window.examples() + slice.first()) * perStep;
      System.arraycopy(task.symbols.numbers(), from, own, t * count, count);
    }
    return own;
  }

  @Override
  public boolean advance() {
    Desk desk = task.idle.removeFirst(); // there are as many as threads
    int depth = layers.size();
    if (piece < depth) {
      forward(desk, piece);
    } else if (piece == depth) {
      losses(desk);
    } else {
      backward(desk, 2 * depth - piece);
    }
    task.idle.addFirst(desk);
    piece++;
    return piece <= 2 * depth;
  }

  private void forward(Desk desk, int number) {
    if (number == 0 && x != null) {
      readInput();
    }
    VectorSliceLayer layer = layers.get(number);
    INDArray entering = task.window.entering().get(number);
    if (entering == null) {
      Arrays.fill(layer.states(), 0, layer.at(0), 0);
    } else {
      at(entering, (long) slice.first() * task.layers.get(number).n())
          .get(layer.states(), 0, layer.at(0));
    }
    layer.forward(desk.products.get(number), task.mask, slice.first(), task.window.examples());
  }

  private void readInput() {
    int nIn = task.layers.get(0).nIn();
    int size = slice.rows() * nIn;
    for (int t = 0; t < task.window.steps(); t++) {
      long row = (long) t * task.window.examples() + slice.first();
      at(task.window.x(), row * nIn).get(x, t * size, size);
    }
  }

  private void losses(Desk desk) {
    VectorSliceLayer top = layers.get(layers.size() - 1);
    int nIn = task.output.nIn();
    int from = top.at(firstError());
    output.clear();
    for (int first = 0; first < targets.rows(); first += task.output.blockRows()) {
      int rows = Math.min(task.output.blockRows(), targets.rows() - first);
      int at = from + first * nIn;
      output.add(desk.output, top.states(), at, first, rows, losses, top.errors(), at);
    }
  }

  private void backward(Desk desk, int number) {
    VectorSliceLayer layer = layers.get(number);
    VectorSliceLayer.Products by = desk.products.get(number);
    int from = number == layers.size() - 1 ? firstError() : 0;
    layer.backward(by, from, task.window.carry(), task.mask, slice.first(), task.window.examples());
    layer.gradients(by, desk.quads, desk.panels, number == 0 ? null : layers.get(number - 1));
  }

  /** The first step whose loss enters. */
  private int firstError() {
    return task.window.steps() - targets.rows() / slice.rows();
  }

  private static FloatPointer at(INDArray array, long index) {
    FloatPointer pointer = Pointers.floats(array);
    return pointer.position(pointer.position() + index);
  }

  VectorLayerSums sums(int layer) {
    return layers.get(layer).sums();
  }

  VectorOutputSums output() {
    return output;
  }

  double loss() {
    return Arrays.stream(losses).sum();
  }

  /** Writes the states of a layer from a step on to an array of all rows' states, [.., B, n]. */
  void writeStates(int number, int from, INDArray to) {
    VectorSliceLayer layer = layers.get(number);
    int n = task.layers.get(number).n();
    for (int t = from; t < task.window.steps(); t++) {
      long row = (long) (t - from) * task.window.examples() + slice.first();
      at(to, row * n).put(layer.states(), layer.at(t), slice.rows() * n);
    }
  }
}
