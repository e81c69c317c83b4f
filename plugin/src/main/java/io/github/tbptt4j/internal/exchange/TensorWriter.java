package io.github.tbptt4j.internal.exchange;

import io.github.tbptt4j.internal.files.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Writes SafeTensors files. */
public final class TensorWriter {
  private static final int BLOCK = 1 << 16;

  private TensorWriter() {}

  /**
   * Writes a file, or replaces it.
   *
   * @param file the file
   * @param tensors arrays of type FLOAT or DOUBLE by name, written in this order
   * @param metadata texts beside them
   * @throws IOException if it can't be written; nothing is half written
   * @throws IllegalArgumentException if an array is of another type
   */
  public static void write(Path file, Map<String, INDArray> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    TargetFile.requireWritable(file);
    AtomicFiles.write(
        file,
        out -> {
          out.write(
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(header.length)
                  .array());
          out.write(header);
          for (INDArray tensor : tensors.values()) {
            write(tensor, out);
          }
        });
  }

  /** The data begin at a multiple of 8 bytes: readers may map them as they lie. */
  private static byte[] header(Map<String, INDArray> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      tree.put(TensorHeader.METADATA, metadata);
    }
    long end = 0;
    for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
      long begin = end;
      end += tensor.getValue().length() * type(tensor.getKey(), tensor.getValue()).bytes();
      tree.put(
          tensor.getKey(),
          Map.of(
              "dtype", type(tensor.getKey(), tensor.getValue()).name(),
              "shape", tensor.getValue().shape(),
              "data_offsets", List.of(begin, end)));
    }
    String json = new ObjectMapper().writeValueAsString(tree);
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat(-length & 7)).getBytes(StandardCharsets.UTF_8);
  }

  private static ElementType type(String name, INDArray tensor) {
    if (name.equals(TensorHeader.METADATA)) {
      throw new IllegalArgumentException("A tensor can't be called " + name + ": rename it.");
    }
    if (tensor.dataType() != DataType.FLOAT && tensor.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "Tensor \"" + name + "\" is of type " + tensor.dataType() + ": cast it to FLOAT.");
    }
    return tensor.dataType() == DataType.FLOAT ? ElementType.F32 : ElementType.F64;
  }

  private static void write(INDArray tensor, OutputStream out) throws IOException {
    boolean wide = tensor.dataType() == DataType.DOUBLE;
    double[] elements = Elements.of(tensor);
    byte[] bytes = new byte[BLOCK];
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (double element : elements) {
      if (wide) {
        block.putDouble(element);
      } else {
        block.putFloat((float) element);
      }
      if (block.remaining() < Double.BYTES) {
        out.write(bytes, 0, block.position());
        block.clear();
      }
    }
    out.write(bytes, 0, block.position());
  }
}
