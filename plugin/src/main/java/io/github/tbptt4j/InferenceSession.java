package io.github.tbptt4j;

import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.nativemem.MemoryGate;
import io.github.tbptt4j.internal.step.StepChain;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained network, one time step at a time, for one sequence: what {@code rnnTimeStep} computes,
 * without what it costs besides the arithmetic.
 *
 * <pre>{@code
 * InferenceSession session = InferenceSession.of(network);
 * float[] prediction = new float[session.nOut()];
 * session.run(prompt, prediction); // int[] symbols
 * while (..) {
 *   session.step(drawFrom(prediction), prediction);
 * }
 * }</pre>
 *
 * <p>Each {@link VanillaRnn} layer computes h_t = f(x_t W + h_{t-1} RW + b), the output layer y_t =
 * g(h_t W + b). Input x_t [nIn], or the index of its 1 where it is one-hot, or several of which it
 * is the sum; output y_t [nOut]. Cost a step in multiply-adds: nIn nOut (0 for an index) + nOut^2 a
 * layer, and the output layer's product. A step allocates nothing.
 *
 * <p>Supported: one or more VanillaRnn layers with tanh, sigmoid, relu or identity, dense layers
 * below, between or above them, then an RnnOutputLayer (or a subclass of it), these with softmax,
 * too, in FLOAT or DOUBLE. Results equal {@code rnnTimeStep}'s to 1e-6 in FLOAT and 1e-12 in
 * DOUBLE, as far as the network doesn't amplify rounding.
 *
 * <p>The weights are copied when the first session is made: later training isn't seen. {@link
 * #newSession()} shares them, so that a session more costs its state alone.
 *
 * <p>A call that is refused has changed nothing: no state, no output. NaN in an input isn't
 * refused; it comes out and stays in the state until {@link #reset()}, as with {@code rnnTimeStep}.
 *
 * <p>Threads: a session is for one thread at a time; each thread takes a session of its own from
 * {@link #newSession()}. A call that meets another one at work on the same session throws {@link
 * IllegalStateException}; handing a session on from thread to thread is fine.
 *
 * <p>When not to use it: for many sequences at once {@code output} of a whole minibatch does more
 * work per weight read; for other layers, masks, or a network under training use {@code
 * rnnTimeStep}.
 */
public final class InferenceSession {
  /** Stands for the length of no array at all. */
  private static final int NULL = -1;

  private final DataType dataType;
  private final StepChain<float[]> floats;
  private final StepChain<double[]> doubles;
  private final AtomicBoolean atWork = new AtomicBoolean();

  private InferenceSession(
      DataType dataType, StepChain<float[]> floats, StepChain<double[]> doubles) {
    this.dataType = dataType;
    this.floats = floats;
    this.doubles = doubles;
  }

  /**
   * A session in the zero state on a copy of a network's weights.
   *
   * @param network an initialised network of the supported layers
   * @return the session
   * @throws IllegalArgumentException if the network has anything else; the message names it
   */
  public static InferenceSession of(MultiLayerNetwork network) {
    return of(SteppableLayers.of(network));
  }

  /**
   * A session in the zero state on a copy of a graph's weights.
   *
   * @param network an initialised graph that is a chain of the supported layers
   * @return the session
   * @throws IllegalArgumentException if the graph has anything else; the message names it
   */
  public static InferenceSession of(ComputationGraph network) {
    return of(SteppableLayers.of(network));
  }

  private static InferenceSession of(SteppableLayers layers) {
    return layers.dataType() == DataType.FLOAT
        ? new InferenceSession(DataType.FLOAT, layers.floatChain(), null)
        : new InferenceSession(DataType.DOUBLE, null, layers.doubleChain());
  }

  /**
   * Another session on the same weights, in the zero state. Any thread may call this at any time.
   *
   * @return the session
   */
  public InferenceSession newSession() {
    return floats != null
        ? new InferenceSession(dataType, floats.fresh(), null)
        : new InferenceSession(dataType, null, doubles.fresh());
  }

  /** {@return the size of the input} */
  public int nIn() {
    return chain().nIn();
  }

  /** {@return the size of the output} */
  public int nOut() {
    return chain().nOut();
  }

  /** {@return the number of recurrent layers} */
  public int recurrentLayers() {
    return chain().depth();
  }

  /** {@return FLOAT or DOUBLE, the network's data type, which says which methods to call} */
  public DataType dataType() {
    return dataType;
  }

  /**
   * One step of a FLOAT network.
   *
   * @param input x_t, nIn elements
   * @param output written: y_t, nOut elements
   * @throws IllegalArgumentException if a length is wrong
   * @throws IllegalStateException if the network is DOUBLE, or another thread is at work
   */
  public void step(float[] input, float[] output) {
    require(DataType.FLOAT);
    requireLength("Input", input == null ? NULL : input.length, nIn());
    requireLength("Output", output == null ? NULL : output.length, nOut());
    begin();
    try {
      floats.step(input, output);
    } finally {
      end();
    }
  }

  /**
   * One step of a FLOAT network on a one-hot input.
   *
   * @param symbol the index of the input's 1
   * @param output written: y_t, nOut elements
   * @throws IllegalArgumentException if there is no such symbol or the length is wrong
   * @throws IllegalStateException if the network is DOUBLE, or another thread is at work
   */
  public void step(int symbol, float[] output) {
    require(DataType.FLOAT);
    requireSymbol(symbol);
    requireLength("Output", output == null ? NULL : output.length, nOut());
    begin();
    try {
      floats.step(symbol, output);
    } finally {
      end();
    }
  }

  /**
   * One step of a FLOAT network on several symbols: the input is the sum of their one-hot inputs.
   *
   * @param symbols their indices, as many as there are; -1 for none
   * @param output written: y_t, nOut elements
   * @throws IllegalArgumentException if there is no such symbol or the length is wrong
   * @throws IllegalStateException if the network is DOUBLE, or another thread is at work
   */
  public void step(int[] symbols, float[] output) {
    require(DataType.FLOAT);
    requireSymbolsOrNone(symbols);
    requireLength("Output", output == null ? NULL : output.length, nOut());
    begin();
    try {
      floats.step(symbols, output);
    } finally {
      end();
    }
  }

  /**
   * One step of a DOUBLE network.
   *
   * @param input x_t, nIn elements
   * @param output written: y_t, nOut elements
   * @throws IllegalArgumentException if a length is wrong
   * @throws IllegalStateException if the network is FLOAT, or another thread is at work
   */
  public void step(double[] input, double[] output) {
    require(DataType.DOUBLE);
    requireLength("Input", input == null ? NULL : input.length, nIn());
    requireLength("Output", output == null ? NULL : output.length, nOut());
    begin();
    try {
      doubles.step(input, output);
    } finally {
      end();
    }
  }

  /**
   * One step of a DOUBLE network on a one-hot input.
   *
   * @param symbol the index of the input's 1
   * @param output written: y_t, nOut elements
   * @throws IllegalArgumentException if there is no such symbol or the length is wrong
   * @throws IllegalStateException if the network is FLOAT, or another thread is at work
   */
  public void step(int symbol, double[] output) {
    require(DataType.DOUBLE);
    requireSymbol(symbol);
    requireLength("Output", output == null ? NULL : output.length, nOut());
    begin();
    try {
      doubles.step(symbol, output);
    } finally {
      end();
    }
  }

  /**
   * One step of a DOUBLE network on several symbols: the input is the sum of their one-hot inputs.
   *
   * @param symbols their indices, as many as there are; -1 for none
   * @param output written: y_t, nOut elements
   * @throws IllegalArgumentException if there is no such symbol or the length is wrong
   * @throws IllegalStateException if the network is FLOAT, or another thread is at work
   */
  public void step(int[] symbols, double[] output) {
    require(DataType.DOUBLE);
    requireSymbolsOrNone(symbols);
    requireLength("Output", output == null ? NULL : output.length, nOut());
    begin();
    try {
      doubles.step(symbols, output);
    } finally {
      end();
    }
  }

  /**
   * A step for each symbol, to warm up on a prompt. All symbols are checked before the first step.
   *
   * @param symbols one or more
   * @param output written: the output of the last step
   * @throws IllegalArgumentException if there are no symbols, if one is out of range, or the length
   *     is wrong
   * @throws IllegalStateException if the network is DOUBLE, or another thread is at work
   */
  public void run(int[] symbols, float[] output) {
    require(DataType.FLOAT);
    int[] checked = requireSymbols(symbols);
    requireLength("Output", output == null ? NULL : output.length, nOut());
    alone(() -> floats.run(checked, output));
  }

  /**
   * A step for each symbol, to warm up on a prompt. All symbols are checked before the first step.
   *
   * @param symbols one or more
   * @param output written: the output of the last step
   * @throws IllegalArgumentException if there are no symbols, if one is out of range, or the length
   *     is wrong
   * @throws IllegalStateException if the network is FLOAT, or another thread is at work
   */
  public void run(int[] symbols, double[] output) {
    require(DataType.DOUBLE);
    int[] checked = requireSymbols(symbols);
    requireLength("Output", output == null ? NULL : output.length, nOut());
    alone(() -> doubles.run(checked, output));
  }

  /** Back to the zero state, as {@code rnnClearPreviousState} does. */
  public void reset() {
    alone(chain()::reset);
  }

  /**
   * A copy of a layer's state. DL4J's layers keep it under the key "prevAct": {@code
   * network.rnnSetPreviousState(layer, Map.of("prevAct", session.state(layer)))}.
   *
   * @param layer index of a recurrent layer, from 0
   * @return h, [1, nOut]
   * @throws IllegalArgumentException if there is no such layer
   */
  public INDArray state(int layer) {
    requireLayer(layer);
    INDArray[] copy = new INDArray[1];
    alone(() -> copy[0] = chain().state(layer));
    return copy[0];
  }

  /**
   * Copies a layer's state in, for instance {@code
   * network.rnnGetPreviousState(layer).get("prevAct")}.
   *
   * @param layer index of a recurrent layer, from 0
   * @param state h, [1, nOut] of the layer
   * @throws IllegalArgumentException if there is no such layer or the shape is another one
   */
  public void setState(int layer, INDArray state) {
    requireLayer(layer);
    int size = chain().size(layer);
    if (state == null || state.rank() != 2 || state.size(0) != 1 || state.size(1) != size) {
      throw new IllegalArgumentException(
          "The state of layer "
              + layer
              + (state == null ? " is null" : " has shape " + Arrays.toString(state.shape()))
              + ": it must be [1, "
              + size
              + "], one sequence.");
    }
    MemoryGate.alive("The state of layer " + layer, state);
    alone(() -> chain().setState(layer, state));
  }

  private StepChain<?> chain() {
    return floats != null ? floats : doubles;
  }

  private void alone(Runnable work) {
    begin();
    try {
      work.run();
    } finally {
      end();
    }
  }

  /** A step calls this itself: what it would hand over is an object. */
  private void begin() {
    if (!atWork.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "Another thread is at work on this session: give each thread its own, from"
              + " newSession().");
    }
  }

  private void end() {
    atWork.set(false);
  }

  private void require(DataType wanted) {
    if (dataType != wanted) {
      throw new IllegalStateException(
          "The network is " + dataType + ", the arrays are " + wanted + ": use the other method.");
    }
  }

  private void requireSymbol(int symbol) {
    if (symbol < 0 || symbol >= nIn()) {
      throw new IllegalArgumentException(
          "Symbol " + symbol + " is out of range: it must be from 0 to " + (nIn() - 1) + ".");
    }
  }

  private void requireSymbolsOrNone(int[] symbols) {
    if (symbols == null) {
      throw new IllegalArgumentException("The symbols are null: give an array of indices.");
    }
    for (int i = 0; i < symbols.length; i++) {
      if (symbols[i] < Symbols.NONE || symbols[i] >= nIn()) {
        throw new IllegalArgumentException(
            "Symbol "
                + symbols[i]
                + " in slot "
                + i
                + " is out of range: it must be from 0 to "
                + (nIn() - 1)
                + ", or -1 for none.");
      }
    }
  }

  private void requireLayer(int layer) {
    if (layer < 0 || layer >= recurrentLayers()) {
      throw new IllegalArgumentException(
          "There is no recurrent layer " + layer + ": the session has " + recurrentLayers() + ".");
    }
  }

  /** A copy, so that what was checked is what is run. */
  private int[] requireSymbols(int[] symbols) {
    if (symbols == null || symbols.length == 0) {
      throw new IllegalArgumentException("There are no symbols: give one or more.");
    }
    int[] checked = symbols.clone();
    for (int i = 0; i < checked.length; i++) {
      if (checked[i] < 0 || checked[i] >= nIn()) {
        throw new IllegalArgumentException(
            "Symbol "
                + checked[i]
                + " at "
                + i
                + " is out of range: it must be from 0 to "
                + (nIn() - 1)
                + ". No step was made.");
      }
    }
    return checked;
  }

  private static void requireLength(String what, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          what
              + (length == NULL ? " is null" : " has " + length + " elements")
              + ": it must have "
              + expected
              + (length == NULL ? " elements." : "."));
    }
  }
}
