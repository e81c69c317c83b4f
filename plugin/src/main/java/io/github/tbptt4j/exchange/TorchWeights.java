package io.github.tbptt4j.exchange;

import io.github.tbptt4j.internal.exchange.ImportedLayer;
import io.github.tbptt4j.internal.exchange.LayerSize;
import io.github.tbptt4j.internal.exchange.NetworkWeights;
import io.github.tbptt4j.internal.exchange.TensorFile;
import io.github.tbptt4j.internal.exchange.TorchReader;
import io.github.tbptt4j.internal.exchange.TorchWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;

/**
 * The weights of PyTorch's nn.RNN, nn.RNNCell, nn.Linear and nn.Embedding, from and to SafeTensors
 * files under the names that a {@code state_dict} has.
 *
 * <pre>{@code
 * # Python
 * safetensors.torch.save_file(model.state_dict(), "model.safetensors")
 *
 * // Java
 * TorchWeights.read(Path.of("model.safetensors")).into(network);
 * }</pre>
 *
 * <p>A file has weights and names, and no more: neither the order in which a model calls its
 * modules, nor what is computed between them. The order is taken from sizes where these leave only
 * one, else from {@link TorchModule}s; nonlinearities are those of the network, or are given.
 *
 * <p>PyTorch's matrices are [out, in], DL4J's W [nIn, nOut]; the two biases of nn.RNN are added; an
 * nn.Embedding of V symbols, E [V, d], before an nn.RNN becomes the first layer's W = E W_ih^T [V,
 * nOut], whose row i is what symbol i brings: {@code indexInput(true)} takes indices. Sums and
 * products are computed in double. F32, F64, F16 and BF16 are read; {@code .pt} files, which are
 * programs, are not.
 *
 * <p>Refused by name: LSTM, GRU, bidirectional ones, proj_size, tensors that are missing,
 * superfluous, of a wrong shape or not finite.
 */
public final class TorchWeights {
  private final TensorFile file;
  private final Set<String> ignored;

  private TorchWeights(TensorFile file, Set<String> ignored) {
    this.file = file;
    this.ignored = ignored;
  }

  /**
   * Reads a file's header.
   *
   * @param file a SafeTensors file; it has to stay as it is as long as it is taken from
   * @return its weights
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if it is no SafeTensors file, or a broken one
   */
  public static TorchWeights read(Path file) throws IOException {
    return new TorchWeights(TensorFile.open(file), Set.of());
  }

  /**
   * The same without some tensors: those of modules that the network doesn't have.
   *
   * @param names full names of tensors, or of modules
   * @return the weights without them
   */
  public TorchWeights ignoring(String... names) {
    Set<String> all = new HashSet<>(ignored);
    all.addAll(Arrays.asList(names));
    return new TorchWeights(file, Set.copyOf(all));
  }

  /**
   * Puts the weights into a network. Its VanillaRnn layers get those of nn.RNN, layer by layer, its
   * dense and output layers those of nn.Linear. Sessions and exports made of it before keep the old
   * weights; the updater's state stays as it is.
   *
   * @param network an initialised network
   * @param modules all modules in the order in which the model calls them; none where sizes tell it
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if something doesn't fit, by name; the network is as it was
   */
  public void into(MultiLayerNetwork network, TorchModule... modules) throws IOException {
    assign(new NetworkWeights(network), modules);
  }

  /**
   * Puts the weights into a graph that is a chain, see {@link #into(MultiLayerNetwork,
   * TorchModule...)}.
   *
   * @param network an initialised graph
   * @param modules all modules in the order in which the model calls them; none where sizes tell it
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if something doesn't fit, by name; the network is as it was
   */
  public void into(ComputationGraph network, TorchModule... modules) throws IOException {
    assign(new NetworkWeights(network), modules);
  }

  private void assign(NetworkWeights network, TorchModule... modules) throws IOException {
    network.assign(
        modules.length == 0 ? layers(sizes -> sizes.equals(network.sizes())) : layers(modules));
  }

  /**
   * Builds a network of the modules in the file, in the order that sizes tell: an nn.Embedding
   * where there is one, nn.RNN, and an nn.Linear as output where there is one.
   *
   * @param nonlinearity TANH or RELU, of all nn.RNN
   * @param head what the model computes of nn.Linear's output: IDENTITY for nothing, SOFTMAX for a
   *     model that was trained with CrossEntropyLoss
   * @return a network as {@link #network(TorchModule...)} builds it
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if sizes leave another order, or there is more than one
   *     nn.Linear
   */
  public MultiLayerNetwork network(Activation nonlinearity, Activation head) throws IOException {
    TorchModule.rnn("", nonlinearity); // refuses what it doesn't know
    List<ImportedLayer> layers = layers(sizes -> false);
    long linear = layers.stream().filter(layer -> !layer.isRecurrent()).count();
    if (linear > 1) {
      throw new IllegalArgumentException(
          "The file has "
              + linear
              + " nn.Linear: say with TorchModule what is computed between them, in the order in"
              + " which the model calls them.");
    }
    return BuiltNetwork.of(layers, layer -> layer.isRecurrent() ? nonlinearity : head);
  }

  /**
   * Builds a network: VanillaRnn layers, with {@code indexInput} where an nn.Embedding feeds the
   * first; dense layers; the last nn.Linear as output layer with cross entropy for SOFTMAX and
   * SIGMOID and the squared error else. It has NCW's layout, {@code DOUBLE} where all weights are
   * F64 and {@code FLOAT} else, and DL4J's Adam.
   *
   * @param modules all modules in the order in which the model calls them
   * @return the network, initialised
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if a module isn't there, isn't named or doesn't fit
   */
  public MultiLayerNetwork network(TorchModule... modules) throws IOException {
    return BuiltNetwork.of(layers(modules), layer -> modules[layer.module()].activation());
  }

  private List<ImportedLayer> layers(TorchModule... modules) throws IOException {
    return new TorchReader(file, ignored)
        .layers(
            Arrays.stream(modules)
                .map(module -> new TorchReader.Named(module.kind().name(), module.name()))
                .toList());
  }

  private List<ImportedLayer> layers(Predicate<List<LayerSize>> fits) throws IOException {
    return new TorchReader(file, ignored).layers(fits);
  }

  /**
   * Writes a network's weights under names that PyTorch's {@code load_state_dict} takes: {@code
   * rnn.weight_ih_l0} .. for VanillaRnn layers, neighbours of one size and activation being layers
   * of one nn.RNN; {@code linear.weight} for dense and {@code head.weight} for output layers. Where
   * there are several of a kind they are called {@code rnn0}, {@code rnn1} ... The file's metadata
   * say how the modules are made, "modules". The bias stands in {@code bias_ih}, {@code bias_hh} is
   * zero. A layer with {@code indexInput} is one that takes one-hot vectors.
   *
   * @param network an initialised network
   * @param file the file; written whole or not at all
   * @throws IOException if it can't be written
   * @throws IllegalArgumentException if the network has other layers or activations than PyTorch's
   *     modules here, by name
   */
  public static void write(MultiLayerNetwork network, Path file) throws IOException {
    TorchWriter.write(new NetworkWeights(network), file);
  }

  /**
   * Writes the weights of a graph that is a chain, see {@link #write(MultiLayerNetwork, Path)}.
   *
   * @param network an initialised graph
   * @param file the file; written whole or not at all
   * @throws IOException if it can't be written
   * @throws IllegalArgumentException if the network has other layers or activations than PyTorch's
   *     modules here, by name
   */
  public static void write(ComputationGraph network, Path file) throws IOException {
    TorchWriter.write(new NetworkWeights(network), file);
  }
}
