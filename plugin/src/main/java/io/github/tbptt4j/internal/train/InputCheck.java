package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks a minibatch before anything is changed: first shapes, then the values. */
final class InputCheck {
  private final TrainableNetwork network;
  private final int timeAxis;
  private final boolean once; // one label a sequence
  private final MinibatchArrays arrays;
  private final List<ArrayCheck> features;
  private final List<ArrayCheck> labels;
  private final List<OutputRules> outputs = new ArrayList<>();

  InputCheck(TrainableNetwork network, Minibatch minibatch) {
    this.network = network;
    timeAxis = network.timeAxis();
    once = network.oneLossASequence();
    arrays = MinibatchArrays.of(minibatch, network.inputs(), network.outputLayers().length);
    features = arrays.features();
    labels = arrays.labels();
  }

  int examples() {
    return (int) features.get(0).array().size(0);
  }

  private long steps() {
    return steps(features.get(0));
  }

  private long steps(ArrayCheck sequence) {
    return sequence.array().size(sequence.array().rank() == 2 ? 1 : timeAxis);
  }

  private int sizeAxis() {
    return 3 - timeAxis;
  }

  private int labelAxis() {
    return once ? 1 : sizeAxis();
  }

  StreamForm form() {
    return StreamForm.of(arrays, timeAxis);
  }

  Chunk chunk() {
    return arrays.chunk(timeAxis, network.model().params().dataType(), once);
  }

  /** Whether the arrays can be read, fit each other, and fit the network. */
  void shapes() {
    for (ArrayCheck check : arrays.existing()) {
      check.requireAlive();
      check.requireNumbers();
    }
    for (int i = 0; i < features.size(); i++) {
      requireFeatures(i, features.get(i));
    }
    labels.forEach(this::requireLabels);
    requireSameSequences();
    requireSizes();
    long[] perStep = {examples(), steps()};
    for (int i = 0; i < arrays.featureMasks().size(); i++) {
      requireMaskShape(arrays.featureMasks().get(i), perStep, null);
    }
    for (int i = 0; i < arrays.labelMasks().size(); i++) {
      ArrayCheck mask = arrays.labelMasks().get(i);
      if (once) {
        requireMaskShape(mask, new long[] {examples(), 1}, null);
      } else {
        long[] perOutput = {perStep[0], labels.get(i).array().size(sizeAxis()), perStep[1]};
        requireMaskShape(mask, perStep, perOutput);
      }
      if (mask.array() != null) {
        outputs.get(i).requireMask(mask);
      }
    }
  }

  /** Whether the numbers mean what the network takes them for. */
  void values() {
    arrays.existing().forEach(ArrayCheck::requireFinite);
    for (int i = 0; i < features.size(); i++) {
      for (Layer layer : network.layersAtInput(i)) {
        requireSymbols(
            features.get(i), arrays.featureMasks().get(i).array(), LayerRules.inner(layer));
      }
    }
    for (ArrayCheck mask : arrays.featureMasks()) {
      if (mask.array() != null) {
        mask.requireEach(
            value -> value == 0 || value == 1, "1 is a time step that is there, 0 is padding.");
      }
    }
    for (int i = 0; i < labels.size(); i++) {
      ArrayCheck mask = arrays.labelMasks().get(i);
      if (mask.array() != null) {
        outputs.get(i).requireMaskValues(mask);
      }
      if (outputs.get(i).areIndices(labels.get(i).array().size(labelAxis()))) {
        long classes = outputs.get(i).size();
        labels.get(i).requireIndices(classes == 0 ? Long.MAX_VALUE : classes, mask.array());
      }
    }
  }

  private void requireSymbols(ArrayCheck features, INDArray mask, Layer layer) {
    long symbols = SizeRules.symbols(layer);
    boolean indices =
        SizeRules.indices(layer) == 1
            && (features.array().rank() == 2 || features.array().size(sizeAxis()) == 1);
    INDArray heeded = layer instanceof VanillaRnnImpl ? mask : null; // embeddings read padding too
    if (symbols > 0 && indices) {
      features.requireIndices(symbols, heeded);
    } else if (symbols > 0 && layer instanceof VanillaRnnImpl vanilla) {
      vanilla.readSymbols(features.array(), heeded);
    }
  }

  private void requireFeatures(int input, ArrayCheck check) {
    List<Layer> readers = network.layersAtInput(input);
    boolean matrix =
        check.array().rank() == 2
            && !readers.isEmpty()
            && readers.stream().allMatch(SizeRules::takesMatrix);
    if (!matrix) {
      requireSequence(
          check,
          " Symbols as indices, [examples, time steps], need a layer that takes them: VanillaRnn"
              + " with indexInput(true).");
    }
    requireElements(check);
  }

  private void requireLabels(ArrayCheck check) {
    if (once) {
      requireLabelsOfSequences(check);
      return;
    }
    requireSequence(
        check, " Indices of classes need a dimension of size 1 between examples and time steps.");
    requireElements(check);
  }

  private static void requireLabelsOfSequences(ArrayCheck check) {
    if (check.array().rank() != 2 || check.array().length() == 0) {
      throw check.wrong(
          " must have 2 dimensions, [examples, size], because the network gives one output a"
              + " sequence, but have shape "
              + check.shape()
              + ".");
    }
  }

  private void requireSequence(ArrayCheck check, String matrixHint) {
    INDArray array = check.array();
    if (array.rank() == 3) {
      return;
    }
    String hint = " Put all values of a time step into one dimension.";
    if (array.rank() == 2) {
      hint =
          matrixHint
              + " A single time step needs a time dimension of length 1, "
              + (timeAxis == 2 ? "[examples, size, 1]." : "[examples, 1, size].");
    }
    throw check.wrong(
        " must have 3 dimensions, "
            + (timeAxis == 2 ? "[examples, size, time steps]" : "[examples, time steps, size]")
            + ", but have shape "
            + check.shape()
            + "."
            + hint);
  }

  private void requireElements(ArrayCheck check) {
    if (check.array().length() > 0 && !check.array().isEmpty()) {
      return;
    }
    String missing = "values";
    if (check.array().size(0) == 0) {
      missing = "examples";
    } else if (steps(check) == 0) {
      missing = "time steps";
    }
    throw check.wrong(
        " have shape "
            + check.shape()
            + ", no "
            + missing
            + ": nothing can be trained. Leave this minibatch out, or check how it was made.");
  }

  private void requireSameSequences() {
    ArrayCheck first = features.get(0);
    for (ArrayCheck check : arrays.sequences()) {
      requireEqual(check, check.array().size(0), "examples", first, examples());
      if (!once || features.contains(check)) {
        requireEqual(check, steps(check), "time steps", first, steps());
      }
    }
  }

  private static void requireEqual(
      ArrayCheck check, long count, String unit, ArrayCheck first, long expected) {
    if (count != expected) {
      String name = first.name();
      throw check.wrong(
          " have "
              + count
              + " "
              + unit
              + ", "
              + Character.toLowerCase(name.charAt(0))
              + name.substring(1)
              + " "
              + expected
              + ": they must be equal.");
    }
  }

  private void requireSizes() {
    SizeRules.Size[] sizes = new SizeRules.Size[features.size()];
    for (int i = 0; i < sizes.length; i++) {
      ArrayCheck check = features.get(i);
      long size = check.array().rank() == 2 ? 1 : check.array().size(sizeAxis());
      sizes[i] = new SizeRules.Size(size, check.name() + " have shape " + check.shape());
    }
    SizeRules.Size[] atOutputs = network.sizesAtOutputs(sizes);
    Layer[] layers = network.outputLayers();
    for (int i = 0; i < layers.length; i++) {
      OutputRules rules = OutputRules.of(network.outputName(i), layers[i], atOutputs[i].values());
      outputs.add(rules);
      rules.requireSize(labels.get(i), labelAxis());
    }
  }

  private static void requireMaskShape(ArrayCheck mask, long[] perStep, long[] perOutput) {
    if (mask.array() == null
        || Arrays.equals(mask.array().shape(), perStep)
        || (perOutput != null && Arrays.equals(mask.array().shape(), perOutput))) {
      return;
    }
    throw mask.wrong(
        " has shape "
            + mask.shape()
            + (perStep[1] == 1
                ? ": it must be [examples, 1] = "
                : ": it must be [examples, time steps] = ")
            + Arrays.toString(perStep)
            + (perOutput == null ? "." : " or " + Arrays.toString(perOutput) + "."));
  }
}
