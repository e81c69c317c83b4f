package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.internal.ngram.Features;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import java.util.Random;

/**
 * Features of which some are left out at random (dropout, Srivastava et al. 2014): where a device's
 * whole name is missing, its beginning has to do.
 *
 * @param all what is read when all is there
 * @param part of them that is left out, 0 to 1
 * @param random chooses
 */
record FeaturesWithGaps(Features all, double part, Random random) implements Features {
  @Override
  public int perStep() {
    return all.perStep();
  }

  @Override
  public int rows() {
    return all.rows();
  }

  @Override
  public int[] of(String read) {
    int[] indices = all.of(read);
    for (int i = 0; i < indices.length; i++) {
      if (random.nextDouble() < part) {
        indices[i] = Ngrams.NONE;
      }
    }
    return indices;
  }
}
