package io.github.tbptt4j.internal.exchange;

import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A layer of a PyTorch model as DL4J has it.
 *
 * @param from the module's name, for messages
 * @param module its place among the modules
 * @param nIn size of the input; the number of symbols where it has an embedding in it
 * @param nOut size of the output
 * @param embedded whether an embedding is in it
 * @param biased whether the module has a bias
 * @param type DOUBLE where all weights of the file are, else FLOAT
 * @param parameters by DL4J's keys, in row-major order: W [nIn, nOut], RW [nOut, nOut], b [nOut];
 *     RW only where it is recurrent
 */
public record ImportedLayer(
    String from,
    int module,
    int nIn,
    int nOut,
    boolean embedded,
    boolean biased,
    DataType type,
    Map<String, double[]> parameters) {

  /** {@return whether it is one of an nn.RNN} */
  public boolean isRecurrent() {
    return parameters.containsKey("RW");
  }
}
