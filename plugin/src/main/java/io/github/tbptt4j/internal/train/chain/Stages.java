package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernels.OutputKernels;
import io.github.tbptt4j.internal.layer.OutputChecks;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Makes the stages of a chain from DL4J's layers; they share parameters and gradients. */
final class Stages {
  private Stages() {}

  /** Where a layer's gradients are in DL4J's flattened one, by the keys of its parameters. */
  static Map<String, INDArray> gradients(Layer layer) {
    return layer.numParams() == 0 ? Map.of() : gradients(layer, layer.getGradientsViewArray());
  }

  /** The same in an array of one's own, [1, parameters of the layer]. */
  static Map<String, INDArray> gradients(Layer layer, INDArray flattened) {
    return layer.conf().getLayer().initializer().getGradientsFromFlattened(layer.conf(), flattened);
  }

  static Optional<Dropout> dropout(Link link) {
    return Optional.ofNullable(link.inner().conf().getLayer().getIDropout()).map(Dropout::new);
  }

  static Stage hidden(
      Layer layer, Map<String, INDArray> gradients, ToDoubleFunction<VanillaRnnImpl> lambdas) {
    if (layer instanceof VanillaRnnImpl rnn) {
      return new Recurrent(rnn, gradients, lambdas.applyAsDouble(rnn));
    }
    return layer.conf().getLayer() instanceof GlobalPoolingLayer pooling
        ? new Pooling(pooling)
        : new Dense(layer, gradients);
  }

  /** The output for masks of single outputs, or none. */
  static Head anyLoss(Layer layer, Map<String, INDArray> gradients) {
    BaseOutputLayer conf = (BaseOutputLayer) layer.conf().getLayer();
    INDArray w = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    Optional<INDArray> b = bias(conf, layer);
    INDArray dw = gradients.get(DefaultParamInitializer.WEIGHT_KEY);
    Optional<INDArray> db = b.map(any -> gradients.get(DefaultParamInitializer.BIAS_KEY));
    Optional<Head> plain =
        conf.getActivationFn() instanceof ActivationIdentity
            ? RegressionHead.of(w, b, dw, db, conf.getLossFn())
            : Optional.empty();
    return plain.orElseGet(
        () -> new LossHead(w, b, dw, db, conf.getActivationFn(), conf.getLossFn()));
  }

  /** The output for masks of steps, or none. */
  static Head byStep(Layer layer, Map<String, INDArray> gradients) {
    BaseOutputLayer conf = (BaseOutputLayer) layer.conf().getLayer();
    INDArray w = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    boolean softmax = conf.getActivationFn().getClass() == ActivationSoftmax.class;
    if (!softmax || !(conf.getLossFn() instanceof LossMCXENT loss) || !OutputChecks.isPlain(loss)) {
      return anyLoss(layer, gradients);
    }
    Optional<OutputKernel> kernel = OutputKernels.choose(w.dataType());
    if (kernel.isEmpty()) {
      return anyLoss(layer, gradients);
    }
    return new SoftmaxHead(
        kernel.get(),
        new OutputWeights(w, bias(conf, layer)),
        gradients.get(DefaultParamInitializer.WEIGHT_KEY),
        Optional.ofNullable(gradients.get(DefaultParamInitializer.BIAS_KEY)),
        loss.getSoftmaxClipEps());
  }

  private static Optional<INDArray> bias(BaseOutputLayer conf, Layer layer) {
    return conf.hasBias()
        ? Optional.of(layer.getParam(DefaultParamInitializer.BIAS_KEY))
        : Optional.empty();
  }
}
