package io.github.tbptt4j.internal.exchange;

import io.github.tbptt4j.internal.chain.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes a network's weights under PyTorch's names. */
public final class TorchWriter {
  private final Map<String, INDArray> tensors = new LinkedHashMap<>();
  private final List<String> modules = new ArrayList<>();

  private TorchWriter() {}

  /**
   * Writes a file.
   *
   * @param network the weights
   * @param file the file
   * @throws IOException if it can't be written; nothing is half written
   */
  public static void write(NetworkWeights network, Path file) throws IOException {
    TorchWriter writer = new TorchWriter();
    List<Group> groups = groups(network.links());
    Map<String, Integer> counts = new LinkedHashMap<>();
    groups.forEach(group -> counts.merge(group.name(), 1, Integer::sum));
    Map<String, Integer> next = new LinkedHashMap<>();
    for (Group group : groups) {
      String name = group.name();
      String number = counts.get(name) == 1 ? "" : "" + (next.merge(name, 1, Integer::sum) - 1);
      writer.add(name + number, group);
    }
    TensorWriter.write(
        file, writer.tensors, Map.of("format", "pt", "modules", String.join("; ", writer.modules)));
  }

  /** Layers that are one module. */
  private record Group(List<Link> links) {
    boolean isRecurrent() {
      return NetworkWeights.isRecurrent(links.get(0));
    }

    String name() {
      boolean dense = links.get(0).inner().conf().getLayer().getClass() == DenseLayer.class;
      return isRecurrent() ? "rnn" : dense ? "linear" : "head";
    }

    /** nn.RNN's layers have one size and one nonlinearity. */
    boolean takes(Link link, Link before) {
      return isRecurrent()
          && NetworkWeights.isRecurrent(link)
          && !before.takesLastStep()
          && NetworkWeights.isRelu(link) == NetworkWeights.isRelu(links.get(0))
          && nOut(link) == nOut(links.get(0));
    }
  }

  private static List<Group> groups(List<Link> links) {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      if (last != null && last.takes(link, links.get(i - 1))) {
        last.links().add(link);
      } else {
        groups.add(new Group(new ArrayList<>(List.of(link))));
      }
    }
    return groups;
  }

  private static long nOut(Link link) {
    return link.inner().getParam("W").size(1);
  }

  private void add(String name, Group group) {
    Link first = group.links().get(0);
    long in = first.inner().getParam("W").size(0);
    if (!group.isRecurrent()) {
      INDArray bias = first.inner().getParam("b");
      tensors.put(name + ".weight", first.inner().getParam("W").transpose());
      if (bias != null) {
        tensors.put(name + ".bias", bias.reshape(bias.length()));
      }
      String without = bias == null ? ", bias=False" : "";
      modules.add("%s=nn.Linear(%d, %d%s)".formatted(name, in, nOut(first), without));
      return;
    }
    for (int layer = 0; layer < group.links().size(); layer++) {
      Link link = group.links().get(layer);
      INDArray bias = link.inner().getParam("b");
      String suffix = "_l" + layer;
      tensors.put(name + ".weight_ih" + suffix, link.inner().getParam("W").transpose());
      tensors.put(name + ".weight_hh" + suffix, link.inner().getParam("RW").transpose());
      tensors.put(name + ".bias_ih" + suffix, bias.reshape(bias.length()));
      tensors.put(name + ".bias_hh" + suffix, bias.reshape(bias.length()).like());
    }
    modules.add(
        "%s=nn.RNN(%d, %d, num_layers=%d, nonlinearity='%s')"
            .formatted(
                name,
                in,
                nOut(first),
                group.links().size(),
                NetworkWeights.isRelu(first) ? "relu" : "tanh"));
  }
}
