package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.exchange.OnnxExport;
import io.github.tbptt4j.exchange.TorchWeights;
import io.github.tbptt4j.tuning.internal.forecast.ModelFile;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model's network for other libraries. */
@Command(
    name = "export",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Writes the network of a model for ONNX runtimes (OUT.onnx) or PyTorch (OUT.safetensors).",
      "",
      "Of a text model the alphabet goes into the ONNX file's metadata, \"alphabet\": a JSON array"
          + " whose element i is the character with index i. Of a table's model only the network is"
          + " written: neither the scales of its columns nor what it is combined with."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar export book.zip book.onnx",
      "  java -jar tbptt4j.jar export sweep best.safetensors"
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "A file that train wrote, a network of DL4J's, or a sweep's folder, whose best model is"
              + " taken.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "Where to write; the name ends in .onnx or .safetensors.")
  private Path out;

  @Option(
      names = "--lengths",
      description = "ONNX: take the lengths of padded sequences as an input, too.")
  private boolean lengths;

  @Override
  public Integer call() throws IOException {
    String name = out.toString().toLowerCase(Locale.ROOT);
    boolean onnx = name.endsWith(".onnx");
    if (!onnx && !name.endsWith(".safetensors")) {
      throw Errors.usage(
          spec.commandLine(), "OUT (" + out + ") must end in .onnx or .safetensors.");
    }
    if (lengths && !onnx) {
      throw Errors.usage(spec.commandLine(), "--lengths is for .onnx: weights have no inputs.");
    }
    OutputFile.requireWritable(out);
    OutputFile.requireApart(spec.commandLine(), "OUT", out, List.of(model));
    Model network = ModelOnData.network(model);
    if (onnx) {
      writeOnnx(network);
    } else if (network instanceof ComputationGraph graph) {
      TorchWeights.write(graph, out);
    } else {
      TorchWeights.write((MultiLayerNetwork) network, out);
    }
    if (Files.isRegularFile(model) && ModelFile.isOfTable(model)) {
      spec.commandLine()
          .getErr()
          .println(
              "This is the network alone: predict scales its inputs and outputs, and combines it"
                  + " with a linear forecast.");
    }
    return 0;
  }

  private void writeOnnx(Model network) throws IOException {
    OnnxExport export =
        network instanceof ComputationGraph graph
            ? OnnxExport.of(graph)
            : OnnxExport.of((MultiLayerNetwork) network);
    if (lengths) {
      export = export.withLengths();
    }
    TextGenerator writer = textModel();
    if (writer != null) {
      export = export.withMetadata("alphabet", alphabet(writer.vocabulary()));
    }
    export.write(out);
  }

  /** {@return the model as one that writes texts, or null where it is none} */
  private TextGenerator textModel() {
    try {
      return TextModels.load(model);
    } catch (IOException | IllegalArgumentException e) {
      return null; // a table's, or a network of DL4J's: it has been read already
    }
  }

  private static String alphabet(Vocabulary vocabulary) throws IOException {
    List<String> characters =
        IntStream.range(0, vocabulary.size()).mapToObj(vocabulary::decode).toList();
    return new ObjectMapper().writeValueAsString(characters);
  }
}
