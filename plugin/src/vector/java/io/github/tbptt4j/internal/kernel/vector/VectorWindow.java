package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.WindowKernel;
import io.github.tbptt4j.internal.kernel.WindowLayers;
import io.github.tbptt4j.internal.kernel.cpu.Slice;
import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.threads.Strands;
import io.github.tbptt4j.internal.threads.Workers;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Windows by the Vector API. The minibatch is cut into {@link VectorSlice}s, whose number and order
 * depend on the sizes and the number of threads, not on who does what: the same call on the same
 * machine gives the same bits.
 */
final class VectorWindow implements WindowKernel {
  private final WindowLayers layers;
  private final Scratch scratch = new Scratch();
  private List<VectorSlice> slices = List.of();
  private int steps;
  private int examples;

  VectorWindow(WindowLayers layers) {
    this.layers = layers;
  }

  @Override
  public long floats(long steps, long examples) {
    long states = layers.indexed() ? 0 : steps * examples * nIn();
    long weights = (long) layers.output().nIn() * layers.output().nOut();
    for (int i = 0; i < layers.recurrent().size(); i++) {
      states += 2 * (1 + steps) * examples * n(i); // and as many errors
      long below = layers.recurrent().get(i).weights().nIn();
      if (i == 0 && layers.indexed()) {
        below = Math.min(below, steps * examples * layers.indices());
      }
      weights += (below + n(i)) * n(i);
    }
    long workers = Math.min(Workers.count(), examples);
    long sums = Math.min(2 * workers, examples) * weights;
    long desks = workers * 4 * VectorSliceLayer.BLOCK * (widest() + layers.output().nOut());
    return states + 2 * weights + sums + desks;
  }

  @Override
  public double train(Window window) {
    slices = List.of(); // what the last window had and this one can't use is let go
    scratch.begin();
    steps = window.steps();
    examples = window.examples();
    int workers = Slice.workers(examples, multiplyAddsARow(window));
    VectorPacking packing = new VectorPacking(scratch);
    Symbols symbols = layers.indexed() ? Tape.symbols(window.x(), nIn()) : null;
    VectorSlice.Task task =
        new VectorSlice.Task(
            weights(symbols, packing),
            VectorOutputLayer.of(layers.output(), window.targets().rows(), packing),
            window,
            symbols,
            window.mask() == null ? null : Doubles.of(window.mask()),
            new ConcurrentLinkedDeque<>());
    for (int i = 0; i < workers; i++) {
      task.idle().add(new VectorSlice.Desk(task, scratch));
    }
    packing.run(workers);
    slices =
        Slice.of(workers, examples, widest()).stream()
            .map(slice -> new VectorSlice(task, slice, scratch))
            .toList();
    Strands.run(workers, slices);
    total(workers);
    Reference.reachabilityFence(window);
    return slices.stream().mapToDouble(VectorSlice::loss).sum();
  }

  private int nIn() {
    return layers.recurrent().get(0).weights().nIn();
  }

  private List<VectorSliceLayer.Weights> weights(Symbols symbols, VectorPacking packing) {
    List<VectorSliceLayer.Weights> weights = new ArrayList<>();
    for (WindowLayers.Recurrent layer : layers.recurrent()) {
      boolean lowest = weights.isEmpty();
      weights.add(VectorSliceLayer.Weights.of(layer, lowest, lowest ? symbols : null, packing));
    }
    return weights;
  }

  private long multiplyAddsARow(Window window) {
    long recurrent =
        layers.recurrent().stream()
            .mapToLong(layer -> layer.weights().nOut())
            .map(n -> 3 * n * n)
            .sum();
    long output = 3L * layers.output().nIn() * layers.output().nOut();
    return steps * recurrent + window.targets().rows() / examples * output;
  }

  private int widest() {
    return layers.recurrent().stream()
        .mapToInt(layer -> layer.weights().nOut())
        .max()
        .orElseThrow();
  }

  private void total(int workers) {
    VectorTotals totals = new VectorTotals(scratch);
    for (int i = 0; i < layers.recurrent().size(); i++) {
      int layer = i;
      VectorLayerSums.total(
          slices.stream().map(slice -> slice.sums(layer)).toList(),
          layers.recurrent().get(i).gradients(),
          totals);
    }
    VectorOutputSums.total(
        slices.stream().map(VectorSlice::output).toList(), layers.dw(), layers.db(), totals);
    totals.run(workers);
  }

  @Override
  public INDArray outputs(int layer) {
    return states(layer, 0, steps, examples, n(layer));
  }

  @Override
  public INDArray leaving(int layer) {
    return states(layer, steps - 1, examples, n(layer));
  }

  private long n(int layer) {
    return layers.recurrent().get(layer).weights().nOut();
  }

  private INDArray states(int layer, int from, long... shape) {
    INDArray states = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    slices.forEach(slice -> slice.writeStates(layer, from, states));
    return states;
  }
}
