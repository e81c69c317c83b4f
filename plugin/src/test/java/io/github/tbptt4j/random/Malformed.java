package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.FeatureMask;
import io.github.tbptt4j.random.Case.Output;
import io.github.tbptt4j.random.Case.Symbols;
import io.github.tbptt4j.random.Case.Way;
import io.github.tbptt4j.random.Case.Wrapper;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Minibatches with one thing wrong each. */
enum Malformed {
  // DL4J itself leaves segments of other ranks out, with a warning.
  FEATURES_RANK(
      c -> c.way() != Way.SEGMENTS && c.symbols() != Symbols.INDEX_MATRIX && seesFirstInput(c),
      (c, d) -> d.setFeatures(0, Spoil.deeper(d.getFeatures(0))),
      Malformed::features),
  FEATURES_MATRIX(
      c -> c.way() != Way.SEGMENTS && c.symbols() == Symbols.DENSE && seesFirstInput(c),
      (c, d) -> d.setFeatures(0, Spoil.flatter(d.getFeatures(0), Spoil.timeAxis(c))),
      Malformed::features),
  FEATURES_SIZE(
      c -> c.symbols() == Symbols.DENSE || c.symbols() == Symbols.ONE_HOT,
      (c, d) -> d.setFeatures(0, Spoil.resized(d.getFeatures(0), Spoil.sizeAxis(c), 1)),
      (c, d) -> String.valueOf(d.getFeatures(0).size(Spoil.sizeAxis(c)))),
  FEATURES_NAN(
      c -> c.symbols() == Symbols.DENSE && learnsFromInput(c),
      (c, d) -> d.setFeatures(0, Spoil.with(d.getFeatures(0), Double.NaN)),
      (c, d) -> "NaN"),
  FEATURES_INFINITE(
      c -> c.symbols() == Symbols.DENSE && learnsFromInput(c),
      (c, d) -> d.setFeatures(0, Spoil.with(d.getFeatures(0), Double.NEGATIVE_INFINITY)),
      (c, d) -> "nfinit"),
  FEATURES_CLOSED(
      c -> seesFirstInput(c) && c.way() != Way.SEGMENTS,
      (c, d) -> d.setFeatures(0, Spoil.closed(d.getFeatures(0))),
      (c, d) -> "closed"),
  FEATURES_TEXT(
      c -> c.trained(), // DL4J's fit casts them
      (c, d) -> d.setFeatures(0, Spoil.text(d.getFeatures(0))),
      (c, d) -> "UTF8"),
  FEATURES_NULL(Case::trained, (c, d) -> d.setFeatures(0, null), (c, d) -> "null"),
  SYMBOL_TOO_LARGE(
      Malformed::indices,
      (c, d) -> d.setFeatures(0, Spoil.with(d.getFeatures(0), c.nIn())),
      (c, d) -> String.valueOf((double) c.nIn())),
  SYMBOL_NEGATIVE(
      Malformed::indices,
      (c, d) -> d.setFeatures(0, Spoil.with(d.getFeatures(0), -1)),
      (c, d) -> "-1.0"),
  SYMBOL_FRACTION(
      c -> indices(c) && c.nIn() > 1,
      (c, d) -> d.setFeatures(0, Spoil.with(d.getFeatures(0), .5)),
      (c, d) -> "0.5"),
  SYMBOL_NAN(
      Malformed::indices,
      (c, d) -> d.setFeatures(0, Spoil.with(d.getFeatures(0), Double.NaN)),
      (c, d) -> "NaN"),
  NOT_ONE_HOT(
      c -> c.symbols() == Symbols.ONE_HOT && countsFirst(c),
      (c, d) -> d.setFeatures(0, Spoil.with(d.getFeatures(0), .25)),
      (c, d) -> "one-hot"),
  NO_STEPS( // MultiLayerNetwork looks at it itself
      c ->
          (c.trained() || c.way() == Way.FIT && c.graph() && seesFirstInput(c))
              && c.symbols() != Symbols.INDEX_MATRIX
              && sequences(c),
      (c, d) -> {
        int steps = (int) Spoil.steps(c, d);
        int axis = Spoil.timeAxis(c);
        d.setFeatures(all(d.getFeatures(), a -> Spoil.resized(a, axis, -steps)));
        d.setLabels(all(d.getLabels(), a -> Spoil.resized(a, axis, -steps)));
        d.setFeaturesMaskArrays(null);
        d.setLabelsMaskArray(null);
      },
      Malformed::features),
  NO_EXAMPLES(
      c -> (c.trained() || c.way() == Way.FIT && c.graph() && seesFirstInput(c)) && sequences(c),
      (c, d) -> {
        int examples = (int) d.getFeatures(0).size(0);
        d.setFeatures(all(d.getFeatures(), a -> Spoil.resized(a, 0, -examples)));
        d.setLabels(all(d.getLabels(), a -> Spoil.resized(a, 0, -examples)));
        d.setFeaturesMaskArrays(null);
        d.setLabelsMaskArray(null);
      },
      Malformed::features),
  LABELS_RANK(
      c -> ours(c) && c.way() != Way.SEGMENTS,
      (c, d) -> d.setLabels(0, Spoil.deeper(d.getLabels(0))),
      Malformed::labels),
  LABELS_MATRIX(
      c -> ours(c) && c.way() != Way.SEGMENTS,
      (c, d) -> d.setLabels(0, Spoil.flatter(d.getLabels(0), Spoil.timeAxis(c))),
      Malformed::labels),
  LABELS_SIZE( // with two classes, two values may be one-hot
      c -> ours(c) && !(c.heads().get(0).labels().indices() && c.heads().get(0).nOut() == 2),
      (c, d) -> d.setLabels(0, Spoil.resized(d.getLabels(0), Spoil.sizeAxis(c), 1)),
      (c, d) -> String.valueOf(d.getLabels(0).size(Spoil.sizeAxis(c)))),
  LABELS_STEPS(
      c -> ours(c) && c.way() != Way.SEGMENTS,
      (c, d) -> d.setLabels(0, Spoil.resized(d.getLabels(0), Spoil.timeAxis(c), 1)),
      (c, d) -> String.valueOf(d.getLabels(0).size(Spoil.timeAxis(c)))),
  LABELS_EXAMPLES(
      Malformed::ours,
      (c, d) -> d.setLabels(0, Spoil.resized(d.getLabels(0), 0, 1)),
      (c, d) -> String.valueOf(d.getLabels(0).size(0))),
  LABELS_NAN(
      Malformed::counted,
      (c, d) -> d.setLabels(0, Spoil.with(d.getLabels(0), Double.NaN)),
      (c, d) -> "NaN"),
  LABELS_INFINITE(
      Malformed::counted,
      (c, d) -> d.setLabels(0, Spoil.with(d.getLabels(0), Double.POSITIVE_INFINITY)),
      (c, d) -> "nfinit"),
  LABELS_CLOSED(
      Malformed::ours, (c, d) -> d.setLabels(0, Spoil.closed(d.getLabels(0))), (c, d) -> "closed"),
  LABELS_NULL(Case::trained, (c, d) -> d.setLabels(0, null), (c, d) -> "null"),
  LABEL_INDEX_TOO_LARGE(
      Malformed::labelIndices,
      (c, d) -> d.setLabels(0, Spoil.with(d.getLabels(0), c.heads().get(0).nOut())),
      (c, d) -> String.valueOf((double) c.heads().get(0).nOut())),
  LABEL_INDEX_NEGATIVE(
      Malformed::labelIndices,
      (c, d) -> d.setLabels(0, Spoil.with(d.getLabels(0), -1)),
      (c, d) -> "-1.0"),
  LABEL_INDEX_FRACTION(
      Malformed::labelIndices,
      (c, d) -> d.setLabels(0, Spoil.with(d.getLabels(0), .5)),
      (c, d) -> "0.5"),
  FEATURE_MASK_STEPS(
      c -> takesMask(c) && c.way() != Way.SEGMENTS,
      (c, d) -> Spoil.featureMask(d, Spoil.onesMask(c, d, 0, 1)),
      Malformed::featureMask),
  FEATURE_MASK_EXAMPLES(
      Malformed::takesMask,
      (c, d) -> Spoil.featureMask(d, Spoil.onesMask(c, d, 1, 0)),
      (c, d) -> "[" + d.getFeaturesMaskArray(0).size(0) + ", "),
  FEATURE_MASK_RANK( // DL4J's fit looks at it itself
      c -> takesMask(c) && c.trained(),
      (c, d) -> Spoil.featureMask(d, Spoil.deeper(Spoil.onesMask(c, d))),
      Malformed::featureMask),
  FEATURE_MASK_VALUE(
      Malformed::takesMask,
      (c, d) -> Spoil.featureMask(d, Spoil.with(Spoil.onesMask(c, d), .5)),
      (c, d) -> "0.5"),
  FEATURE_MASK_NAN(
      Malformed::takesMask,
      (c, d) -> Spoil.featureMask(d, Spoil.with(Spoil.onesMask(c, d), Double.NaN)),
      (c, d) -> "NaN"),
  FEATURE_MASK_CLOSED(
      c -> takesMask(c) && c.trained(), // DL4J's outputs reshape it first
      (c, d) -> Spoil.featureMask(d, Spoil.closed(Spoil.onesMask(c, d))),
      (c, d) -> "closed"),
  LABEL_MASK_WEIGHT( // DL4J would multiply the logits by it
      c -> perStep(c) && (!fused(c) || !c.heads().get(0).labels().classes()),
      (c, d) -> Spoil.labelMask(d, Spoil.with(Spoil.onesMask(c, d), .5)),
      (c, d) -> "0.5"),
  LABEL_MASK_STEPS(
      c -> perStep(c) && c.way() != Way.SEGMENTS,
      (c, d) -> Spoil.labelMask(d, Spoil.onesMask(c, d, 0, 1)),
      Malformed::labelMask),
  LABEL_MASK_EXAMPLES(
      Malformed::perStep,
      (c, d) -> Spoil.labelMask(d, Spoil.onesMask(c, d, 1, 0)),
      (c, d) -> "[" + d.getLabelsMaskArray(0).size(0) + ", "),
  LABEL_MASK_NAN(
      Malformed::perStep,
      (c, d) -> Spoil.labelMask(d, Spoil.with(Spoil.onesMask(c, d), Double.NaN)),
      (c, d) -> "NaN"),
  LABEL_MASK_CLOSED(
      c -> perStep(c) && c.trained(), // DL4J reshapes it first
      (c, d) -> Spoil.labelMask(d, Spoil.closed(Spoil.onesMask(c, d))),
      (c, d) -> "closed"),
  STREAM_EXAMPLES(
      c -> c.way() == Way.STREAM,
      (c, d) -> {
        d.setFeatures(all(d.getFeatures(), a -> Spoil.resized(a, 0, 1)));
        d.setLabels(all(d.getLabels(), a -> Spoil.resized(a, 0, 1)));
        d.setFeaturesMaskArrays(null);
        d.setLabelsMaskArray(null);
      },
      (c, d) -> String.valueOf(d.getFeatures(0).size(0))),
  STREAM_INDICES_AFTER_ONE_HOT(
      c -> c.way() == Way.STREAM && c.symbols() == Symbols.ONE_HOT,
      (c, d) -> {
        long[] shape = d.getFeatures(0).shape().clone();
        shape[Spoil.sizeAxis(c)] = 1;
        d.setFeatures(0, Nd4j.zeros(c.type(), shape));
      },
      (c, d) -> String.valueOf(c.nIn())),
  STREAM_ONE_HOT_AFTER_INDICES(
      c -> c.way() == Way.STREAM && c.symbols() == Symbols.INDICES && c.nIn() > 1,
      (c, d) -> {
        long[] shape = d.getFeatures(0).shape().clone();
        shape[Spoil.sizeAxis(c)] = c.nIn();
        d.setFeatures(0, ones(c, shape));
      },
      (c, d) -> String.valueOf(c.nIn())),
  STREAM_LABEL_INDICES_AFTER_ONE_HOT(
      c -> c.way() == Way.STREAM && fused(c) && c.heads().get(0).labels() == Case.Labels.ONE_HOT,
      (c, d) -> {
        long[] shape = d.getLabels(0).shape().clone();
        shape[Spoil.sizeAxis(c)] = 1;
        d.setLabels(0, Nd4j.zeros(c.type(), shape));
      },
      (c, d) -> String.valueOf(c.heads().get(0).nOut())),
  STREAM_LABEL_ONE_HOT_AFTER_INDICES(
      c -> c.way() == Way.STREAM && labelIndices(c),
      (c, d) -> {
        long[] shape = d.getLabels(0).shape().clone();
        shape[Spoil.sizeAxis(c)] = c.heads().get(0).nOut();
        d.setLabels(0, ones(c, shape));
      },
      (c, d) -> String.valueOf(c.heads().get(0).nOut())),
  STREAM_MASK_PER_OUTPUT_AFTER_PER_STEP(
      c ->
          c.way() == Way.STREAM
              && !c.heads().get(0).labels().classes()
              && c.heads().get(0).mask() == Case.LabelMask.ZERO_ONE
              && c.heads().get(0).nOut() > 1,
      (c, d) ->
          Spoil.labelMask(
              d,
              Nd4j.ones(
                  c.type(), d.getFeatures(0).size(0), c.heads().get(0).nOut(), Spoil.steps(c, d))),
      Malformed::labelMask);

  /** Changes a minibatch. */
  interface Change {
    void apply(Case c, MultiDataSet data);
  }

  /** What the message must name of the changed minibatch. */
  interface Named {
    String in(Case c, MultiDataSet data);
  }

  private final Predicate<Case> fits;
  private final Change change;
  private final Named named;

  Malformed(Predicate<Case> fits, Change change, Named named) {
    this.fits = fits;
    this.change = change;
    this.named = named;
  }

  /** Whether the case has what this spoils, and the library and not DL4J sees it first. */
  boolean fits(Case c) {
    return fits.test(c);
  }

  void spoil(Case c, MultiDataSet data) {
    change.apply(c, data);
  }

  String named(Case c, MultiDataSet spoilt) {
    return named.in(c, spoilt);
  }

  private static boolean indices(Case c) {
    return (c.symbols() == Symbols.INDICES || c.symbols() == Symbols.INDEX_MATRIX)
        && countsFirst(c);
  }

  /** Whether the first step is no padding, of which an index may be anything. */
  private static boolean countsFirst(Case c) {
    return seesFirstInput(c)
        && (c.featureMask() == FeatureMask.NONE || c.featureMask() == FeatureMask.ONES);
  }

  private static boolean fused(Case c) {
    return c.heads().get(0).output() == Output.FUSED;
  }

  /** Whether labels come to the library before DL4J's output layer. */
  private static boolean ours(Case c) {
    return c.trained() || c.layers().get(0).wrapper() == Wrapper.NONE && fusedFast(c);
  }

  // Another activation, loss or kernel is DL4J's affair, and so are its checks.
  private static boolean fusedFast(Case c) {
    return c.heads().stream().allMatch(h -> h.output() == Output.FUSED && h.labels().classes())
        && !c.kernel().equals("portable");
  }

  private static boolean labelIndices(Case c) {
    return counted(c) && c.heads().get(0).labels().indices();
  }

  /** Whether the first label's loss counts, and enters what is checked. */
  private static boolean counted(Case c) {
    return ours(c) && c.heads().get(0).mask() == Case.LabelMask.NONE;
  }

  /** Whether a mask per step is of the form that a stream has. */
  private static boolean perStep(Case c) {
    return ours(c) && c.heads().get(0).mask() != Case.LabelMask.PER_OUTPUT;
  }

  /** DL4J runs a frozen layer as inference, which hands on what isn't finite. */
  private static boolean learnsFromInput(Case c) {
    return seesFirstInput(c) && (c.trained() || !c.layers().get(0).wrapper().frozen());
  }

  private static boolean seesFirstInput(Case c) {
    // DL4J's wrappers look at the input first.
    return c.trained()
        || !c.layers().get(0).wrapper().bidirectional()
            && !c.hasWrapper(Wrapper.LAST_STEP)
            && !c.hasWrapper(Wrapper.MASK_ZERO);
  }

  private static boolean sequences(Case c) {
    return c.heads().stream().noneMatch(h -> h.output() == Output.OUTPUT);
  }

  private static boolean takesMask(Case c) {
    return !c.hasWrapper(Wrapper.MASK_ZERO)
        && !c.bidirectional() // DL4J reverses by the mask first
        && !c.hasWrapper(Wrapper.LAST_STEP)
        && (c.trained() || c.featureMask() != FeatureMask.NONE);
  }

  private static INDArray ones(Case c, long[] shape) {
    INDArray ones = Nd4j.zeros(c.type(), shape);
    int axis = Spoil.sizeAxis(c);
    INDArray first =
        axis == 1 ? ones.tensorAlongDimension(0, 0, 2) : ones.tensorAlongDimension(0, 0, 1);
    first.assign(1);
    return ones;
  }

  private static INDArray[] all(INDArray[] arrays, UnaryOperator<INDArray> change) {
    return Arrays.stream(arrays).map(change).toArray(INDArray[]::new);
  }

  private static String features(Case c, MultiDataSet d) {
    return Arrays.toString(d.getFeatures(0).shape());
  }

  private static String labels(Case c, MultiDataSet d) {
    return Arrays.toString(d.getLabels(0).shape());
  }

  private static String featureMask(Case c, MultiDataSet d) {
    return Arrays.toString(d.getFeaturesMaskArray(0).shape());
  }

  private static String labelMask(Case c, MultiDataSet d) {
    return Arrays.toString(d.getLabelsMaskArray(0).shape());
  }
}
