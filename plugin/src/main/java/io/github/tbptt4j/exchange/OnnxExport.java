package io.github.tbptt4j.exchange;

import io.github.tbptt4j.internal.exchange.OnnxOptions;
import io.github.tbptt4j.internal.exchange.OnnxWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A network as an ONNX model, for ONNX Runtime and what else runs such: in Python, C++, browsers,
 * on phones.
 *
 * <pre>{@code
 * OnnxExport.of(network).write(Path.of("model.onnx"));
 * }</pre>
 *
 * <p>Inputs and outputs, with B examples and T steps as each run likes:
 *
 * <ul>
 *   <li>"input": float, [B, nIn, T], or [B, T, nIn] for a network of NWC; int64 indices, [B, T],
 *       where the first layer has {@code indexInput};
 *   <li>"output": float, [B, nOut, T] or [B, T, nOut]; [B, nOut] where the network leaves one step;
 *   <li>"state_in_0", "state_in_1" .. and "state_out_0" ..: float, [B, nOut] of each recurrent
 *       layer, the state before the first and behind the last step. Begin with zeros, give what
 *       came out to go on: step by step, or sequence by sequence.
 *   <li>"lengths", {@link #withLengths}: int32, [B].
 * </ul>
 *
 * <p>Exported are chains of VanillaRnn (also in {@code LastTimeStep}), dense layers, {@code
 * RnnOutputLayer}, {@code FusedRnnOutputLayer}, {@code OutputLayer}, global pooling over time and
 * dropout (nothing, at inference), in a MultiLayerNetwork or a ComputationGraph. Activations: tanh,
 * relu, sigmoid, identity, leakyrelu, elu, softsign, softplus, hardsigmoid, thresholdedrelu;
 * softmax and selu outside of recurrent layers. Anything else is refused by name.
 *
 * <p>The model is of operator set 14 and format 7, with weights in float, those of a DOUBLE network
 * rounded: the operator RNN of ONNX Runtime has no double. Indices below 0 count from the end
 * there, and are not refused.
 */
public final class OnnxExport {
  private final Object network;
  private final OnnxOptions options;

  private OnnxExport(Object network, OnnxOptions options) {
    this.network = Objects.requireNonNull(network, "network");
    this.options = options;
  }

  /**
   * The export of a network with its states as inputs and outputs.
   *
   * @param network initialised; its weights are those at the time of writing
   * @return the export
   */
  public static OnnxExport of(MultiLayerNetwork network) {
    return new OnnxExport(network, new OnnxOptions(true, false, Map.of()));
  }

  /**
   * The export of a graph that is a chain, with its states as inputs and outputs.
   *
   * @param network initialised; its weights are those at the time of writing
   * @return the export
   */
  public static OnnxExport of(ComputationGraph network) {
    return new OnnxExport(network, new OnnxOptions(true, false, Map.of()));
  }

  /**
   * With the lengths of the sequences as an input, for minibatches whose examples are padded at
   * their end: the masks of ones, then zeros. Other masks can't be said in ONNX. Behind an
   * example's length recurrent layers give zeros, pooling and {@code LastTimeStep} leave these
   * steps out, and outputs are of no use. The state that comes out is that of the last real step,
   * where DL4J's would be zero. Lengths are from 1 to T.
   *
   * @return such an export
   */
  public OnnxExport withLengths() {
    return new OnnxExport(network, new OnnxOptions(options.state(), true, options.metadata()));
  }

  /**
   * Without states as inputs and outputs: each run begins with zeros.
   *
   * @return such an export
   */
  public OnnxExport withoutState() {
    return new OnnxExport(network, new OnnxOptions(false, options.lengths(), options.metadata()));
  }

  /**
   * With a text beside the model, which runtimes hand out: an alphabet, say.
   *
   * @param key what it is called
   * @param value the text
   * @return such an export
   */
  public OnnxExport withMetadata(String key, String value) {
    Map<String, String> metadata = new TreeMap<>(options.metadata());
    metadata.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return new OnnxExport(network, new OnnxOptions(options.state(), options.lengths(), metadata));
  }

  /**
   * Writes the model.
   *
   * @param file the file; there whole or not at all
   * @throws IOException if it can't be written
   * @throws IllegalArgumentException if ONNX doesn't have what the network computes, if weights
   *     aren't finite, or if the model is beyond ONNX's 2 GB; the message names it
   */
  public void write(Path file) throws IOException {
    OnnxWriter.write(OnnxWriter.model(network, options), file);
  }

  /**
   * The model as bytes, for a runtime in the same process.
   *
   * @return what {@link #write} would write
   * @throws IllegalArgumentException as {@link #write} throws it
   */
  public byte[] toBytes() {
    return OnnxWriter.model(network, options).toByteArray();
  }
}
