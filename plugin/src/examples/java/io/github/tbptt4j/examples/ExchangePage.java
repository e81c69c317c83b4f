package io.github.tbptt4j.examples;

import io.github.tbptt4j.exchange.OnnxExport;
import io.github.tbptt4j.exchange.TorchModule;
import io.github.tbptt4j.exchange.TorchWeights;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;

/** The code in doc/exchange.md. */
final class ExchangePage {
  private ExchangePage() {}

  static void toOnnx(MultiLayerNetwork net) throws IOException {
    // README: the export
    OnnxExport.of(net).write(Path.of("model.onnx"));
    OnnxExport.of(net).withLengths().withoutState().write(Path.of("padded.onnx"));
    // README: end
  }

  static void fromTorch(MultiLayerNetwork net) throws IOException {
    // README: the import
    TorchWeights weights = TorchWeights.read(Path.of("model.safetensors"));
    weights.into(net); // a network of yours
    MultiLayerNetwork built = weights.network(Activation.TANH, Activation.SOFTMAX);
    // README: end
    built.init();
  }

  static MultiLayerNetwork named(TorchWeights weights) throws IOException {
    // README: the modules
    MultiLayerNetwork net =
        weights
            .ignoring("decoder2") // a module, or a tensor, that isn't wanted
            .network(
                TorchModule.embedding("embedding"),
                TorchModule.rnn("encoder.rnn", Activation.RELU),
                TorchModule.linear("hidden", Activation.TANH),
                TorchModule.linear("head", Activation.IDENTITY));
    // README: end
    return net;
  }

  static void toTorch(MultiLayerNetwork net) throws IOException {
    // README: the weights for PyTorch
    TorchWeights.write(net, Path.of("model.safetensors"));
    // README: end
  }
}
