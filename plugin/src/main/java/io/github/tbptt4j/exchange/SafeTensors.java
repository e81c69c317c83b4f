package io.github.tbptt4j.exchange;

import io.github.tbptt4j.internal.exchange.Elements;
import io.github.tbptt4j.internal.exchange.TensorEntry;
import io.github.tbptt4j.internal.exchange.TensorFile;
import io.github.tbptt4j.internal.exchange.TensorWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A SafeTensors file: arrays by name, without a program in it, as PyTorch's {@code
 * safetensors.torch.save_file(model.state_dict(), "model.safetensors")} writes them.
 *
 * <p>{@link #read} reads and checks the header: each tensor's data are as long as its shape says,
 * lie one behind the other without a gap, and end where the file does. A tensor's data are read
 * when it is asked for. A header longer than 10 MiB is refused.
 *
 * <p>For the weights of networks see {@link TorchWeights}.
 */
public final class SafeTensors {
  private final TensorFile file;

  private SafeTensors(TensorFile file) {
    this.file = file;
  }

  /**
   * Reads a file's header.
   *
   * @param file the file; it has to stay as it is as long as tensors are asked for
   * @return what it holds
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if it is no SafeTensors file, or a broken one; the message
   *     says what is wrong
   */
  public static SafeTensors read(Path file) throws IOException {
    return new SafeTensors(TensorFile.open(Objects.requireNonNull(file, "file")));
  }

  /**
   * Writes a file, or replaces it. It is there whole or not at all.
   *
   * @param file the file
   * @param tensors arrays of type FLOAT (F32) or DOUBLE (F64) by name
   * @param metadata texts beside them; may be empty
   * @throws IOException if it can't be written
   * @throws IllegalArgumentException if an array is of another type
   */
  public static void write(Path file, Map<String, INDArray> tensors, Map<String, String> metadata)
      throws IOException {
    TensorWriter.write(file, tensors, metadata);
  }

  /** {@return the tensors' names, in the order of the header} */
  public List<String> names() {
    return List.copyOf(file.tensors().keySet());
  }

  /** {@return the texts beside the tensors} */
  public Map<String, String> metadata() {
    return file.metadata();
  }

  /**
   * The shape of a tensor.
   *
   * @param name its name
   * @return its shape
   * @throws IllegalArgumentException if there is none of this name
   */
  public long[] shape(String name) {
    return entry(name).dimensions();
  }

  /**
   * Reads a tensor.
   *
   * @param name its name
   * @return its elements: FLOAT for F32, F16 and BF16, DOUBLE for F64, LONG for I64 (rounded beyond
   *     2^53), INT for I32
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if there is none of this name, or it is of another type
   */
  public INDArray array(String name) throws IOException {
    TensorEntry entry = entry(name);
    return Elements.array(file.read(entry), file.dataType(entry), entry.dimensions());
  }

  private TensorEntry entry(String name) {
    TensorEntry entry = file.tensors().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          file.file() + " has no tensor \"" + name + "\". It has: " + file.listed() + ".");
    }
    return entry;
  }
}
