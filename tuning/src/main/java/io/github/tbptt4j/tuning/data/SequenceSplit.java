package io.github.tbptt4j.tuning.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The sequences of each part, whole ones or stretches of them; none of it is in two parts.
 *
 * @param training to learn from
 * @param validation to select by
 * @param test to score the winner on
 */
record SequenceSplit(
    List<RawSequences.Sequence> training,
    List<RawSequences.Sequence> validation,
    List<RawSequences.Sequence> test) {

  SequenceSplit(List<RawSequences.Sequence> all, Split split) {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (split.kind() == Split.Kind.TIME) {
      all.forEach(sequence -> cut(sequence, split));
    } else {
      List<RawSequences.Sequence> shuffled = new ArrayList<>(all);
      Collections.shuffle(shuffled, new Random(split.seed()));
      int trainingEnd = split.trainingEnd(all.size());
      int validationEnd = split.validationEnd(all.size());
      training.addAll(shuffled.subList(0, trainingEnd));
      validation.addAll(shuffled.subList(trainingEnd, validationEnd));
      test.addAll(shuffled.subList(validationEnd, all.size()));
    }
    requireSome("training", training, all.size(), split);
    requireSome("validation", validation, all.size(), split);
    if (split.test() > 0) {
      requireSome("test", test, all.size(), split);
    }
  }

  private void cut(RawSequences.Sequence sequence, Split split) {
    int steps = sequence.rows().size();
    int trainingEnd = split.trainingEnd(steps);
    int validationEnd = split.validationEnd(steps);
    addPart(sequence, 0, trainingEnd, training);
    addPart(sequence, trainingEnd, validationEnd, validation);
    addPart(sequence, validationEnd, steps, test);
  }

  private static void addPart(
      RawSequences.Sequence sequence, int from, int to, List<RawSequences.Sequence> part) {
    if (to > from) {
      part.add(sequence.part(from, to));
    }
  }

  private static void requireSome(
      String part, List<RawSequences.Sequence> sequences, int all, Split split) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException(
          "The split "
              + split
              + " of "
              + all
              + " sequences leaves nothing for "
              + part
              + ": use more data or another split.");
    }
  }
}
