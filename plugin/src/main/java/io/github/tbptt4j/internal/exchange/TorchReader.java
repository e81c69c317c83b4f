package io.github.tbptt4j.internal.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.linalg.api.buffer.DataType;

/** Makes DL4J's layers of the tensors of a PyTorch model. */
public final class TorchReader {
  private final TensorFile file;
  private final List<List<TorchPart>> modules;

  /**
   * Sorts the tensors of a file.
   *
   * @param file the file
   * @param ignored names of tensors or modules that don't count
   * @throws IllegalArgumentException if a tensor is missing, superfluous or of a wrong shape
   */
  public TorchReader(TensorFile file, Set<String> ignored) {
    this.file = file;
    this.modules =
        TorchOrder.modules(
            TorchTensors.of(
                file.tensors().values().stream()
                    .filter(tensor -> ignored.stream().noneMatch(name -> isOf(tensor, name)))
                    .toList()));
  }

  private static boolean isOf(TensorEntry tensor, String name) {
    return tensor.name().equals(name) || tensor.name().startsWith(name + ".");
  }

  /**
   * A module that somebody names.
   *
   * @param kind RNN, LINEAR or EMBEDDING
   * @param name its name, or the end of it
   */
  public record Named(String kind, String name) {}

  /**
   * The layers in an order that is given.
   *
   * @param named all modules of the file that count
   * @return the layers
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if a module isn't there, is left out, or doesn't fit
   */
  public List<ImportedLayer> layers(List<Named> named) throws IOException {
    List<List<TorchPart>> left = new ArrayList<>(modules);
    List<TorchPart> order = new ArrayList<>();
    for (Named one : named) {
      List<TorchPart> module = find(left, one.name());
      left.remove(module);
      order.add(
          module.stream()
              .filter(part -> part.kind().name().equals(one.kind()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(module.get(0) + " is no " + one.kind() + ".")));
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "The file has modules that weren't named: "
              + Words.list(left.stream().map(module -> module.get(0).toString()).toList())
              + ". Name them, or leave them out with ignoring(..).");
    }
    TorchOrder.require(order);
    return read(order);
  }

  private static List<TorchPart> find(List<List<TorchPart>> modules, String name) {
    List<List<TorchPart>> found = new ArrayList<>();
    for (List<TorchPart> module : modules) {
      String full = module.get(0).name();
      if (full.equals(name)) {
        return module;
      }
      if (full.endsWith("." + name)) {
        found.add(module);
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          (found.isEmpty() ? "There is no module \"" : "There is more than one module \"")
              + name
              + "\". There are (once each): "
              + Words.list(modules.stream().map(module -> module.get(0).toString()).toList())
              + ".");
    }
    return found.get(0);
  }

  /**
   * The layers in the only order that is possible.
   *
   * @param fits whether an order is right, where there are several
   * @return the layers
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if there is no order, or more than one
   */
  public List<ImportedLayer> layers(Predicate<List<LayerSize>> fits) throws IOException {
    return read(TorchOrder.only(modules, order -> fits.test(LayerSize.of(order))));
  }

  private List<ImportedLayer> read(List<TorchPart> order) throws IOException {
    List<ImportedLayer> layers = new ArrayList<>();
    TorchPart embedding = null;
    for (int i = 0; i < order.size(); i++) {
      TorchPart part = order.get(i);
      if (part.kind() == TorchPart.Kind.EMBEDDING) {
        embedding = part;
        continue;
      }
      for (int layer = 0; layer < part.layers().size(); layer++) {
        layers.add(layer(part, i, layer, embedding));
        embedding = null;
      }
    }
    return layers;
  }

  private ImportedLayer layer(TorchPart part, int module, int number, TorchPart embedding)
      throws IOException {
    Map<String, TensorEntry> tensors = part.layers().get(number);
    boolean recurrent = part.kind() == TorchPart.Kind.RNN;
    TensorEntry weight = tensors.get(recurrent ? "weight_ih" : "weight");
    double[] rows = read(weight); // as long as an array may be: then its sizes are ints
    int nOut = size(weight, 0);
    int nIn = size(weight, 1);
    double[] w = transposed(rows, nOut, nIn);
    if (embedding != null) { // E [V, nIn] times W [nIn, nOut]: row i is what symbol i brings
      TensorEntry table = embedding.layers().get(0).get("weight");
      w = product(read(table), w, size(table, 0), nIn, nOut);
      nIn = size(table, 0);
    }
    Map<String, double[]> parameters = new LinkedHashMap<>();
    parameters.put("W", w);
    if (recurrent) {
      parameters.put("RW", transposed(read(tensors.get("weight_hh")), nOut, nOut));
    }
    parameters.put("b", bias(tensors, nOut));
    return new ImportedLayer(
        part + (part.layers().size() == 1 ? "" : ", layer " + number),
        module,
        nIn,
        nOut,
        embedding != null,
        part.hasBias(),
        type(),
        parameters);
  }

  private DataType type() {
    boolean doubles =
        modules.stream()
            .flatMap(module -> module.get(0).layers().stream())
            .flatMap(layer -> layer.values().stream())
            .allMatch(tensor -> tensor.type().equals("F64"));
    return doubles ? DataType.DOUBLE : DataType.FLOAT;
  }

  /** nn.RNN has two, which are added. */
  private double[] bias(Map<String, TensorEntry> tensors, int nOut) throws IOException {
    double[] sum = new double[nOut];
    for (String key : List.of("bias", "bias_ih", "bias_hh")) {
      if (tensors.containsKey(key)) {
        double[] one = read(tensors.get(key));
        for (int i = 0; i < nOut; i++) {
          sum[i] += one[i];
        }
      }
    }
    return sum;
  }

  private double[] read(TensorEntry tensor) throws IOException {
    double[] elements = file.read(tensor);
    for (double element : elements) {
      if (!Double.isFinite(element)) {
        throw new IllegalArgumentException(
            file.place(tensor) + " holds " + element + ": these weights compute nothing.");
      }
    }
    return elements;
  }

  private static int size(TensorEntry tensor, int dimension) {
    return Math.toIntExact(tensor.dimensions()[dimension]);
  }

  private static double[] transposed(double[] matrix, int rows, int columns) {
    double[] result = new double[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = matrix[i * columns + j];
      }
    }
    return result;
  }

  private static double[] product(double[] a, double[] b, int rows, int inner, int columns) {
    if ((long) rows * columns > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "An embedding of " + rows + " symbols into " + columns + " units is beyond an array.");
    }
    double[] result = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < inner; k++) {
        double factor = a[i * inner + k];
        for (int j = 0; j < columns; j++) {
          result[i * columns + j] += factor * b[k * columns + j];
        }
      }
    }
    return result;
  }
}
