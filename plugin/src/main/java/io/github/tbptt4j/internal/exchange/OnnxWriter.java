package io.github.tbptt4j.internal.exchange;

import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import onnx.Onnx;

/** Makes ONNX models of networks. */
public final class OnnxWriter {
  /** Of the operators: the first with the RNN of today; runtimes since 2021 have it. */
  private static final long OPERATORS = 14;

  /** Of the file's format, which came with these operators. */
  private static final long FORMAT = 7;

  /** Room for everything but the weights. */
  private static final long BESIDES = 1 << 20;

  private OnnxWriter() {}

  /**
   * Makes a model.
   *
   * @param network a MultiLayerNetwork or a ComputationGraph
   * @param options what it takes and gives
   * @return the model
   * @throws IllegalArgumentException if ONNX doesn't have what the network computes, or a file
   *     can't hold it
   */
  public static Onnx.ModelProto model(Object network, OnnxOptions options) {
    List<Link> links = LayerKind.chain(network);
    requireRoom(links.stream().mapToLong(OnnxLayers::numbers).sum());
    Onnx.ModelProto.Builder model =
        Onnx.ModelProto.newBuilder()
            .setIrVersion(FORMAT)
            .setProducerName("TBPTT4J")
            .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
            .setGraph(new OnnxLayers(links, options).build());
    String version = OnnxWriter.class.getPackage().getImplementationVersion();
    if (version != null) {
      model.setProducerVersion(version);
    }
    new TreeMap<>(options.metadata())
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    Onnx.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  /** Protocol Buffers count bytes with an int. */
  static void requireRoom(long numbers) {
    long bytes = numbers * Float.BYTES + BESIDES;
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "The network takes "
              + numbers
              + " numbers, as floats "
              + bytes / (1 << 20)
              + " MiB: an ONNX file holds less than 2048.");
    }
  }

  /**
   * Writes a model.
   *
   * @param model the model
   * @param file the file
   * @throws IOException if it can't be written; nothing is half written
   */
  public static void write(Onnx.ModelProto model, Path file) throws IOException {
    TargetFile.requireWritable(file);
    AtomicFiles.write(file, model::writeTo);
  }
}
