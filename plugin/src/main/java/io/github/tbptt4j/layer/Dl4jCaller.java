package io.github.tbptt4j.layer;

import java.lang.StackWalker.StackFrame;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Which of DL4J's methods is asking, where DL4J doesn't say so but the answer depends on it. */
public final class Dl4jCaller {
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

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

  private static boolean makesALayer(StackFrame frame) {
    return frame.getMethodName().equals("instantiate");
  }
}
