package io.github.tbptt4j.internal.train.checkpoint;

import java.io.IOException;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where ND4J's random generator stands, from which dropout and weight noise draw. Each thread has
 * one of its own.
 *
 * @param seed its seed
 * @param root the native generator's first word
 * @param node the second
 */
public record RandomState(long seed, long root, long node) {

  /** {@return the state of this thread's generator} */
  public static RandomState ofThisThread() {
    Random random = Nd4j.getRandom();
    return new RandomState(random.getSeed(), random.rootState(), random.nodeState());
  }

  /** Brings this thread's generator into this state. */
  public void set() {
    Random random = Nd4j.getRandom();
    random.setSeed(seed);
    random.setStates(root, node);
  }

  /** Writes the state. */
  public void write(CheckpointWriter out) throws IOException {
    out.number(seed);
    out.number(root);
    out.number(node);
  }

  /** {@return a state that was written} */
  public static RandomState read(CheckpointReader in) throws IOException {
    return new RandomState(in.number(), in.number(), in.number());
  }
}
