package io.github.tbptt4j.internal.layer;

import java.lang.StackWalker.StackFrame;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;

/** Which of DL4J's methods is asking, where DL4J doesn't say so but the answer depends on it. */
public final class Dl4jCaller {
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** What of DL4J's networks compares outputs and labels. */
  private static final Set<String> EVALUATIONS = Set.of("doEvaluationHelper", "f1Score");

  /** How many calls there may be between an evaluation and a layer or an iterator. */
  private static final int REACH = 16;

  private Dl4jCaller() {}

  /**
   * Whether the method that asks is called by DL4J's builder of networks, which hands the network's
   * settings to layers that have none.
   *
   * @return true if so
   */
  public static boolean isNetworkBuilder() {
    return STACK.walk(
        frames ->
            frames
                .skip(2) // this method and the one that asks
                .findFirst()
                .filter(f -> f.getDeclaringClass() == NeuralNetConfiguration.Builder.class)
                .isPresent());
  }

  /**
   * Whether the layer that is being made is inside of a wrapper.
   *
   * @param wrapper configuration of the wrapper
   * @return true if it is the layer's wrapper, or a wrapper's around it
   */
  public static boolean isMaking(Class<? extends Layer> wrapper) {
    return STACK.walk(
        frames ->
            frames
                .dropWhile(frame -> !makesALayer(frame))
                .takeWhile(Dl4jCaller::makesALayer)
                .anyMatch(frame -> frame.getDeclaringClass() == wrapper));
  }

  /**
   * Whether one of DL4J's evaluations asks for data.
   *
   * @return true if so
   */
  public static boolean isEvaluation() {
    return STACK.walk(frames -> frames.limit(REACH).anyMatch(Dl4jCaller::evaluates));
  }

  /**
   * Refuses to compute for one of DL4J's evaluations, which take the time steps of NWC for classes.
   * Layers that give one state a sequence are let through; what else lies above can't be seen.
   *
   * @param layer what identifies the layer for a person
   * @throws IllegalStateException if an evaluation is asking
   */
  static void refuseEvaluationOfNwc(String layer) {
    boolean evaluates =
        STACK.walk(
            frames ->
                frames
                    .limit(REACH)
                    .takeWhile(frame -> frame.getDeclaringClass() != LastTimeStepLayer.class)
                    .anyMatch(Dl4jCaller::evaluates));
    if (evaluates) {
      throw new IllegalStateException(
          "DL4J's evaluation takes the time steps of an output that is sequences in NWC for"
              + " classes, and what lies above this layer isn't known here: use"
              + " SequenceEvaluation.evaluate(network, data), with any of DL4J's evaluations as a"
              + " third argument, or NCW "
              + layer
              + ".");
    }
  }

  private static boolean evaluates(StackFrame frame) {
    Class<?> type = frame.getDeclaringClass();
    return type == EvaluativeListener.class
        || ((type == MultiLayerNetwork.class || type == ComputationGraph.class)
            && EVALUATIONS.contains(frame.getMethodName()));
  }

  private static boolean makesALayer(StackFrame frame) {
    return frame.getMethodName().equals("instantiate");
  }
}
