package io.github.tbptt4j.tuning;

import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.TextData;
import java.util.Random;

/** Small things to sweep over. */
public final class Texts {
  private static final String[] WORDS = {"the ", "cat ", "sat ", "on ", "a ", "mat. "};

  private Texts() {}

  /** {@return a text of random words, the same for the same arguments} */
  public static String words(int count, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  /** {@return data that a small candidate trains on in a fraction of a second} */
  public static TextData small() {
    return small("words", 1);
  }

  static TextData small(String name, long seed) {
    return TextData.of(name, words(300, seed))
        .streams(8)
        .timeSteps(30)
        .evaluationStreams(4)
        .build();
  }

  /** {@return two or more small candidates for the trainer} */
  static CandidateSpace trainer(TextData data) {
    return SequenceModels.of(data).hidden(8).clipGlobalNorm(1.0).trainer(truncations());
  }

  static TruncationSpace truncations() {
    return TruncationSpace.builder().k1(5, 10).k2(5, 20).k2AtLeastK1().build();
  }
}
