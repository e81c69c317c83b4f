package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.arbiter.OneOfSpace;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationKinds;
import io.github.tbptt4j.tuning.arbiter.TruncationRange;
import io.github.tbptt4j.tuning.data.TextData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep that begins with what an older one has found. */
class WarmStartTest {
  private static final TextData DATA = Texts.small();

  @TempDir Path folder;

  private static CandidateSpace space(int mostUnits) {
    return SequenceModels.of(DATA)
        .hidden(new IntegerParameterSpace(4, mostUnits))
        .learningRate(new ContinuousParameterSpace(new LogUniformDistribution(1e-3, 5e-2)))
        .trainer(
            OneOfSpace.<Truncation>builder()
                .or("range", TruncationRange.of(1, 10, 5, 20))
                .or("adaptive", TruncationKinds.parse("adaptive:k1=5,min=5,max=20"))
                .build());
  }

  private TruncationSweep.Builder sweep(String name, int mostUnits) {
    return TruncationSweep.builder()
        .data(DATA)
        .space(space(mostUnits))
        .search(SearchMethod.TPE)
        .candidates(5)
        .limits(TrainingLimits.updates(8))
        .parallel(1)
        .seed(name.length())
        .folder(folder.resolve(name));
  }

  private static List<Map<String, Object>> choices(SweepResult result) {
    return result.candidates().stream().map(CandidateResult::hyperparameters).toList();
  }

  private static List<?> part(SweepResult result, String part) {
    return (List<?>) ((Map<?, ?>) result.configuration().get("warmStart")).get(part);
  }

  @Tag("slow")
  @Test
  void scoresThatCompareAreToldAndNothingIsTriedAgain() {
    SweepResult older = sweep("older", 8).candidates(12).search(SearchMethod.RANDOM).build().run();
    SweepResult cold = sweep("later", 8).build().run();
    SweepResult warm = sweep("after", 8).warmStart(older.folder()).build().run();
    assertEquals(12, part(warm, "told").size());
    assertEquals(List.of(), part(warm, "first"));
    assertNotEquals(choices(cold), choices(warm)); // the same seed
    assertTrue(choices(older).stream().noneMatch(choices(warm)::contains));
  }

  /** As after a move of the file, or of the machine. */
  @Test
  void dataAreKnownByTheirContent() {
    SweepResult older = sweep("older", 8).build().run();
    TruncationSweep.Builder warm = sweep("warm", 8).candidates(1).warmStart(older.folder());
    SweepResult moved = warm.data(Texts.small("moved/words.txt", 1)).build().run();
    assertEquals(5, part(moved, "told").size());
    SweepResult others =
        sweep("warm-others", 8)
            .candidates(1)
            .warmStart(older.folder())
            .data(Texts.small("words", 2))
            .build()
            .run();
    assertEquals(List.of(), part(others, "told"));
    assertEquals(5, part(others, "first").size());
  }

  @Tag("slow")
  @Test
  void aNarrowerSpaceTakesWhatItHas() {
    SweepResult older = sweep("older", 8).candidates(12).search(SearchMethod.RANDOM).build().run();
    long inside =
        choices(older).stream().filter(one -> (Integer) one.get("layer_0.nOut") <= 6).count();
    assertTrue(inside > 0 && inside < 12);
    SweepResult warm = sweep("warm", 6).warmStart(older.folder()).build().run();
    assertEquals(inside, part(warm, "told").size());
  }

  @Tag("slow")
  @Test
  void otherwiseTheBestAreTriedFirst() {
    SweepResult older = sweep("older", 8).candidates(8).build().run();
    SweepResult warm =
        sweep("warm", 8)
            .limits(TrainingLimits.updates(9))
            .candidates(7)
            .warmStart(older.folder())
            .build()
            .run();
    List<Map<String, Object>> best =
        older.candidates().stream()
            .sorted((a, b) -> Double.compare(a.validationScore(), b.validationScore()))
            .limit(5)
            .map(CandidateResult::hyperparameters)
            .toList();
    for (int i = 0; i < 5; i++) {
      Map<String, Object> now = choices(warm).get(i);
      best.get(i)
          .forEach(
              (name, value) -> {
                if (value instanceof Double number) {
                  assertEquals(number, (Double) now.get(name), 1e-9 * number);
                } else {
                  assertEquals(value, now.get(name));
                }
              });
    }
  }

  @Test
  void itGoesOnWithoutTheOlderSweepAndNotWithoutWhatItWasTold() {
    SweepResult older = sweep("older", 8).build().run();
    TruncationSweep.Builder warm = sweep("warm", 8).warmStart(older.folder());
    SweepResult few = warm.candidates(2).build().run();
    SweepResult more =
        sweep("warm", 8).warmStart(folder.resolve("gone")).candidates(4).build().run();
    assertEquals(choices(few), choices(more).subList(0, 2));
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> sweep("warm", 8).build().run());
    assertTrue(e.getMessage().contains("warmStart: "), e.getMessage());
  }

  @Tag("slow")
  @Test
  void whatHasNothingInCommonIsRefused() {
    CandidateSpace other = SequenceModels.of(DATA).hidden(4, 5).trainer(Texts.truncations());
    SweepResult older = sweep("older", 8).space(other).search(SearchMethod.GRID).build().run();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> sweep("warm", 8).warmStart(older.folder()).build().run());
    assertTrue(e.getMessage().contains("has nothing that this sweep could try"), e.getMessage());
    assertThrows(
        IllegalStateException.class,
        () -> sweep("grid", 8).search(SearchMethod.GRID).warmStart(older.folder()).build());
  }
}
