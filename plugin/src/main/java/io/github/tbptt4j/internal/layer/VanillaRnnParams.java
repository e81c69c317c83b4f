package io.github.tbptt4j.internal.layer;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.tbptt4j.internal.nativemem.MemoryGate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.SimpleRnnParamInitializer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a vanilla RNN: W [nIn, nOut], RW [nOut, nOut], b [1, nOut], flattened in this
 * order and in f order as SimpleRnn's are, so that SimpleRnn's parameters fit unchanged. DL4J's own
 * initialiser can't be used, because it casts the configuration to SimpleRnn.
 */
public final class VanillaRnnParams implements ParamInitializer {
  /** Key of the input weights. */
  public static final String WEIGHT_KEY = SimpleRnnParamInitializer.WEIGHT_KEY;

  /** Key of the recurrent weights. */
  public static final String RECURRENT_WEIGHT_KEY = SimpleRnnParamInitializer.RECURRENT_WEIGHT_KEY;

  /** Key of the bias. */
  public static final String BIAS_KEY = SimpleRnnParamInitializer.BIAS_KEY;

  private static final VanillaRnnParams INSTANCE = new VanillaRnnParams();
  private static final List<String> WEIGHT_KEYS = List.of(WEIGHT_KEY, RECURRENT_WEIGHT_KEY);
  private static final List<String> BIAS_KEYS = List.of(BIAS_KEY);
  private static final List<String> ALL_KEYS = List.of(WEIGHT_KEY, RECURRENT_WEIGHT_KEY, BIAS_KEY);

  private VanillaRnnParams() {}

  /** {@return the only instance} */
  public static VanillaRnnParams getInstance() {
    return INSTANCE;
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    BaseRecurrentLayer rnn = (BaseRecurrentLayer) layer;
    return rnn.getNIn() * rnn.getNOut() + rnn.getNOut() * rnn.getNOut() + rnn.getNOut();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return ALL_KEYS;
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return WEIGHT_KEYS;
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return BIAS_KEYS;
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return WEIGHT_KEYS.contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return BIAS_KEYS.contains(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    BaseRecurrentLayer rnn = (BaseRecurrentLayer) conf.getLayer();
    Map<String, INDArray> params = views(rnn, paramsView);
    if (initializeParams) {
      long nIn = rnn.getNIn();
      long nOut = rnn.getNOut();
      IWeightInit recurrentInit =
          rnn.getWeightInitFnRecurrent() != null
              ? rnn.getWeightInitFnRecurrent()
              : rnn.getWeightInitFn();
      initialise(rnn.getWeightInitFn(), nIn, nOut, params.get(WEIGHT_KEY));
      initialise(recurrentInit, nOut, nOut, params.get(RECURRENT_WEIGHT_KEY));
      params.get(BIAS_KEY).assign(rnn.getBiasInit());
    }
    ALL_KEYS.forEach(conf::addVariable);
    return params;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views((BaseRecurrentLayer) conf.getLayer(), gradientView);
  }

  private static void initialise(IWeightInit init, long nIn, long nOut, INDArray view) {
    init.init(
        nIn, nOut, new long[] {nIn, nOut}, 'f', view.reshape('f', new long[] {view.length()}));
  }

  private static Map<String, INDArray> views(BaseRecurrentLayer rnn, INDArray flattened) {
    long nIn = rnn.getNIn();
    long nOut = rnn.getNOut();
    long endOfW = nIn * nOut;
    long endOfRw = endOfW + nOut * nOut;
    if (flattened.length() != endOfRw + nOut) {
      throw new IllegalArgumentException(
          "Layer \""
              + rnn.getLayerName()
              + "\" is given "
              + flattened.length()
              + " numbers for its parameters, but nIn ("
              + nIn
              + ") and nOut ("
              + nOut
              + ") need "
              + (endOfRw + nOut)
              + ": W, RW and b.");
    }
    MemoryGate.alive("The parameters' array", flattened);
    INDArray flat = flattened.reshape(flattened.length());
    Map<String, INDArray> params = new LinkedHashMap<>();
    params.put(WEIGHT_KEY, flat.get(interval(0, endOfW)).reshape('f', new long[] {nIn, nOut}));
    params.put(
        RECURRENT_WEIGHT_KEY,
        flat.get(interval(endOfW, endOfRw)).reshape('f', new long[] {nOut, nOut}));
    params.put(
        BIAS_KEY, flat.get(interval(endOfRw, endOfRw + nOut)).reshape('f', new long[] {1, nOut}));
    return params;
  }
}
