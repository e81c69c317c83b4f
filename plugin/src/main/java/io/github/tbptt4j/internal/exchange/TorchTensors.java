package io.github.tbptt4j.internal.exchange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tensors of a PyTorch model, module by module, by their names.
 *
 * @param recurrent what belongs to an nn.RNN or nn.RNNCell, by module, then by layer
 * @param matrices what belongs to an nn.Linear or nn.Embedding, by module
 */
record TorchTensors(
    Map<String, TreeMap<Integer, Map<String, TensorEntry>>> recurrent,
    Map<String, Map<String, TensorEntry>> matrices) {
  private static final Pattern RECURRENT =
      Pattern.compile("(?:(.*)\\.)?((?:weight|bias)_[ih][ihr])(?:_l(\\d{1,4}))?(_reverse)?");
  private static final Pattern MATRIX = Pattern.compile("(?:(.*)\\.)?(weight|bias)");

  /** What nn.RNN has for each layer. */
  static final List<String> RECURRENT_KEYS =
      List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh");

  /**
   * Sorts tensors.
   *
   * @param tensors those that count
   * @throws IllegalArgumentException if one belongs to a module that VanillaRnn can't be, or to
   *     none
   */
  static TorchTensors of(Collection<TensorEntry> tensors) {
    TorchTensors sorted = new TorchTensors(new LinkedHashMap<>(), new LinkedHashMap<>());
    List<String> unknown = new ArrayList<>();
    for (TensorEntry tensor : tensors) {
      Matcher matcher = RECURRENT.matcher(tensor.name());
      if (matcher.matches()) {
        sorted.addRecurrent(tensor, matcher);
        continue;
      }
      matcher = MATRIX.matcher(tensor.name());
      if (matcher.matches()) {
        sorted
            .matrices
            .computeIfAbsent(orEmpty(matcher.group(1)), name -> new LinkedHashMap<>())
            .put(matcher.group(2), tensor);
      } else {
        unknown.add(tensor.name());
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Tensors that belong to no nn.RNN, nn.Linear or nn.Embedding: "
              + Words.list(unknown)
              + ". Leave them out with ignoring(..) if the network doesn't need them.");
    }
    return sorted;
  }

  private void addRecurrent(TensorEntry tensor, Matcher name) {
    String refused =
        name.group(4) != null
            ? "is of the way back of a bidirectional nn.RNN, which has no counterpart here"
            : RECURRENT_KEYS.contains(name.group(2)) ? null : "is of a module with proj_size";
    if (refused != null) {
      throw new IllegalArgumentException(
          "Tensor \"" + Words.shortened(tensor.name()) + "\" " + refused + ".");
    }
    int layer = name.group(3) == null ? 0 : Integer.parseInt(name.group(3));
    TensorEntry twice =
        recurrent
            .computeIfAbsent(orEmpty(name.group(1)), module -> new TreeMap<>())
            .computeIfAbsent(layer, number -> new LinkedHashMap<>())
            .put(name.group(2), tensor);
    if (twice != null) {
      throw new IllegalArgumentException(
          "Tensors \"%s\" and \"%s\" are the same part of a module: leave one out with ignoring(..)."
              .formatted(Words.shortened(twice.name()), Words.shortened(tensor.name())));
    }
  }

  private static String orEmpty(String module) {
    return module == null ? "" : module;
  }
}
