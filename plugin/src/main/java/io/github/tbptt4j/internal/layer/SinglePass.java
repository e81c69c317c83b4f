package io.github.tbptt4j.internal.layer;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.PortableKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.SequenceCopy;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A forward pass of a layer outside of any network, from a zero state. */
public final class SinglePass {
  private SinglePass() {}

  /**
   * What a layer reads, time first.
   *
   * @param name what a person calls it
   * @param layer its configuration
   * @param input sequences in the layer's format, or symbols
   * @param mask [minibatch, T], or null
   * @return a DOUBLE tape, whose states are not yet computed
   */
  public static Tape read(String name, VanillaRnn layer, INDArray input, INDArray mask) {
    RNNFormat format = layer.getRnnDataFormat() == null ? RNNFormat.NCW : layer.getRnnDataFormat();
    SymbolInput symbols = symbols(name, layer, format);
    boolean indexed = layer.isIndexInput();
    int time = indexed ? symbols.timeDimension(input) : TimeMajor.timeDimension(format);
    Tape pass =
        Tape.blank(
            new PassMemory(),
            Nd4j.zeros(DataType.DOUBLE, input.size(0), layer.getNOut()),
            Math.toIntExact(input.size(time)),
            Math.toIntExact(layer.getNIn()),
            layer.getIndicesPerStep(),
            mask != null,
            true);
    if (indexed) {
      symbols.read(input, mask, pass.input());
    } else {
      SequenceCopy.copy(TimeMajor.view(input.castTo(DataType.DOUBLE), format), pass.input());
    }
    if (mask != null) {
      pass.mask().assign(mask.castTo(DataType.DOUBLE).transpose());
    }
    return pass;
  }

  private static SymbolInput symbols(String name, VanillaRnn layer, RNNFormat format) {
    int perStep = Math.max(1, layer.getIndicesPerStep());
    return new SymbolInput("(" + name + ")", layer.getNIn(), perStep, format);
  }

  /**
   * Computes the states, as the layer is used: no dropout, no noise.
   *
   * @param weights of the layer, all DOUBLE
   * @param pass its states and pre-activations are overwritten
   */
  public static void run(RnnWeights weights, Tape pass) {
    new PortableKernel().forward(weights, pass, false);
  }
}
