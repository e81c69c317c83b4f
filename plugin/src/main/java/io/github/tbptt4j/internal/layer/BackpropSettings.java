package io.github.tbptt4j.internal.layer;

import io.github.tbptt4j.internal.kernel.Window;
import java.util.List;

/**
 * What the layer's configuration says about its backward pass.
 *
 * @param k1 steps between two runs of backpropagation; {@link Integer#MAX_VALUE} for the whole
 *     segment
 * @param k2 steps each run covers; {@link Integer#MAX_VALUE} for full BPTT
 * @param errorClip bound of the error at each time step; positive infinity for none
 */
public record BackpropSettings(int k1, int k2, double errorClip) {

  /** {@return whether every loss reaches back to the first step} */
  boolean isFull() {
    return k2 == Integer.MAX_VALUE;
  }

  /** {@return how many steps a later segment's windows may need of this one} */
  int historyDepth() {
    return isFull() ? 0 : k2 - 1;
  }

  List<Window> windows(int history, int steps) {
    return Window.of(k1, k2, history, steps);
  }
}
