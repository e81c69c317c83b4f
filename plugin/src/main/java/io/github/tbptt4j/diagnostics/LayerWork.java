package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernel.StepActivation;
import java.util.List;
import java.util.function.ToLongFunction;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/**
 * What one layer does for one example and one time step, in multiply-adds of matrix products, and
 * what it keeps, in numbers. With D inputs and H units:
 *
 * <pre>
 *                 forward          gradient         error back in time   error below
 *   vanilla       H H + D H        H H + D H        H H                  D H
 *   LSTM          four times these
 *   others        D O              D O              -                    D O
 * </pre>
 *
 * <p>Indices need no product with W. Of layers that aren't known, each weight is taken once a step.
 *
 * @param inputs D, or how many indices
 * @param outputs H or O
 * @param ofLosses whether it runs at the steps of the losses only, not in the whole window
 * @param trained whether anything is learned by it, so that errors must come to it
 * @param forward multiply-adds
 * @param gradient multiply-adds
 * @param errorInTime multiply-adds
 * @param errorBelow multiply-adds
 * @param kept numbers kept from the forward for the backward pass
 * @param state numbers that go on to the next window
 * @param parameters weights and biases
 * @param updaterState numbers of the updater
 */
record LayerWork(
    long inputs,
    long outputs,
    boolean ofLosses,
    boolean trained,
    long forward,
    long gradient,
    long errorInTime,
    long errorBelow,
    long kept,
    long state,
    long parameters,
    long updaterState) {
  /** What DL4J's LSTM keeps of a step: h, c, tanh c, the gates' and the input's activations. */
  private static final int KEPT_BY_LSTM = 7;

  private static final int GATES = 4;

  static LayerWork of(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      LayerWork inner = of(frozen.getLayer());
      return inner.untrained();
    }
    if (layer instanceof FrozenLayerWithBackprop frozen) {
      return of(frozen.getUnderlying()).untrained();
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      return of(wrapper.getUnderlying());
    }
    if (layer instanceof Bidirectional both) {
      return together(List.of(of(both.getFwd()), of(both.getBwd())));
    }
    long parameters = layer.initializer() == null ? 0 : layer.initializer().numParams(layer);
    long updaterState =
        layer instanceof BaseLayer trained && trained.getIUpdater() != null
            ? trained.getIUpdater().stateSize(parameters)
            : 0;
    boolean ofLosses = layer instanceof BaseOutputLayer || layer instanceof RnnLossLayer;
    long d = layer instanceof FeedForwardLayer forward ? forward.getNIn() : 0;
    long h = layer instanceof FeedForwardLayer forward ? forward.getNOut() : 0;
    if (layer instanceof BaseRecurrentLayer && recurrentKind(layer) > 0) {
      int kind = recurrentKind(layer);
      int indices = layer instanceof VanillaRnn vanilla ? vanilla.getIndicesPerStep() : 0;
      long in = indices > 0 ? 0 : kind * d * h;
      long back = kind * h * h;
      return new LayerWork(
          indices > 0 ? indices : d,
          h,
          false,
          true,
          in + back,
          in + back,
          back,
          in,
          h * kept((BaseRecurrentLayer) layer),
          kind == GATES ? 2 * h : h,
          parameters,
          updaterState);
    }
    long weights = weights(layer, d, h, parameters);
    return new LayerWork(
        d,
        h,
        ofLosses,
        parameters > 0,
        weights,
        weights,
        0,
        weights,
        h,
        0,
        parameters,
        updaterState);
  }

  private static int recurrentKind(Layer layer) {
    return layer instanceof AbstractLSTM
        ? GATES
        : layer instanceof VanillaRnn || layer instanceof SimpleRnn ? 1 : 0;
  }

  private static int kept(BaseRecurrentLayer layer) {
    if (layer instanceof AbstractLSTM) {
      return KEPT_BY_LSTM;
    }
    return layer.getActivationFn() != null
            && StepActivation.of(layer.getActivationFn()).needsPreActivation()
        ? 2
        : 1;
  }

  private static long weights(Layer layer, long d, long h, long parameters) {
    if (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer) {
      return 0;
    }
    return layer instanceof DenseLayer || layer instanceof BaseOutputLayer ? d * h : parameters;
  }

  private LayerWork untrained() {
    return new LayerWork(
        inputs, outputs, ofLosses, false, forward, 0, 0, 0, kept, state, parameters, 0);
  }

  private static LayerWork together(List<LayerWork> parts) {
    ToLongFunction<ToLongFunction<LayerWork>> sum = part -> parts.stream().mapToLong(part).sum();
    LayerWork one = parts.get(0);
    return new LayerWork(
        one.inputs,
        sum.applyAsLong(LayerWork::outputs),
        one.ofLosses,
        one.trained,
        sum.applyAsLong(LayerWork::forward),
        sum.applyAsLong(LayerWork::gradient),
        sum.applyAsLong(LayerWork::errorInTime),
        sum.applyAsLong(LayerWork::errorBelow),
        sum.applyAsLong(LayerWork::kept),
        sum.applyAsLong(LayerWork::state),
        sum.applyAsLong(LayerWork::parameters),
        sum.applyAsLong(LayerWork::updaterState));
  }

  /** Multiply-adds of the way back. */
  long backward(boolean wantsErrorBelow) {
    return gradient + errorInTime + (wantsErrorBelow ? errorBelow : 0);
  }

  /** Whether it has a state. */
  boolean isRecurrent() {
    return state > 0;
  }
}
