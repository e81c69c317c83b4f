package io.github.tbptt4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.SystemProperty;
import io.github.tbptt4j.TrainingPath;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.checkpoint.Scenario.Bits;
import io.github.tbptt4j.checkpoint.Scenario.Heard;
import io.github.tbptt4j.internal.data.Skipping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.IteratorDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** A training that goes on from a checkpoint gives what it would have given without the break. */
class ResumedTrainingTest {
  private static final int EPOCHS = 3;
  private static final AdaptiveTruncation ADAPTIVE = AdaptiveTruncation.of(4, 2, 9, .9);
  private static final RandomTruncation RANDOM = RandomTruncation.of(6).withSeed(2);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("checkpoint");
  }

  /** Another generator than the one at the break, as in another process. */
  private static void otherProcess() {
    Nd4j.getRandom().setSeed(System.nanoTime());
  }

  /** What a break leaves: a copy of the checkpoint at each minibatch that is asked for. */
  private final class Copying extends ExistingDataSetIterator {
    private static final long serialVersionUID = 1L;
    private int asked;

    Copying(List<DataSet> minibatches) {
      super(minibatches);
    }

    @Override
    public DataSet next() {
      if (asked > 0) {
        try {
          Files.copy(file(), before(asked), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      asked++;
      return super.next();
    }
  }

  private Path before(int minibatch) {
    return folder.resolve("before" + minibatch);
  }

  /** Trains, breaks off before some minibatches, and goes on from there with other objects. */
  private void assertGoesOn(
      Scenario scenario, boolean stateful, LongFunction<Model> network, int... breaks) {
    assertGoesOn(scenario, Scenario.TRUNCATION, stateful, network, breaks);
  }

  private FitReport assertGoesOn(
      Scenario scenario,
      Truncation truncation,
      boolean stateful,
      LongFunction<Model> network,
      int... breaks) {
    Model whole = network.apply(4);
    Heard heard = new Heard();
    FitReport report =
        Scenario.trainer(whole, stateful)
            .truncation(truncation)
            .listener(heard.updates()::add)
            .checkpointEvery(file(), 1)
            .build()
            .fit(new Copying(scenario.minibatches()), EPOCHS);
    for (int at : breaks) {
      String what = scenario + (stateful ? " stateful" : "") + " broken before " + at;
      Model resumed = network.apply(5);
      otherProcess();
      Heard rest = new Heard();
      TruncatedBpttTrainer trainer =
          Scenario.trainer(resumed, stateful)
              .truncation(truncation)
              .listener(rest.updates()::add)
              .build();
      assertEquals(0, trainer.restoreCheckpoint(before(at)).length);
      otherProcess();
      assertEquals(report, trainer.fit(iterator(scenario), EPOCHS), what);
      Bits.of(whole).assertSame(Bits.of(resumed), what);
      assertFalse(rest.updates().isEmpty(), what);
      assertTrue(rest.updates().size() < heard.updates().size(), what);
      assertEquals(heard.last(rest.updates().size()), rest.updates(), what);
    }
    return report;
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Scenario.class)
  void aTrainingGoesOnToTheSameBits(Scenario scenario) {
    assertGoesOn(scenario, true, scenario::network, 1, 5, 6, 13);
    assertGoesOn(scenario, false, scenario::network, 8);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Scenario.class)
  void graphsGoOnToTheSameBits(Scenario scenario) {
    assertGoesOn(scenario, true, scenario::graph, 7);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(
      value = Scenario.class,
      names = {"CHAIN", "STACK_WITH_DROPOUT_IN_DOUBLE", "SCHEDULES", "INDICES", "ROWS_FIRST"})
  void chainsOnDl4jsPathGoOnToTheSameBits(Scenario scenario) {
    try (SystemProperty path = new SystemProperty(TrainingPath.PROPERTY, "dl4j")) {
      assertGoesOn(scenario, true, scenario::network, 8);
      assertGoesOn(scenario, false, scenario::graph, 8);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(
      value = Scenario.class,
      names = {"CHAIN", "LSTM_LAYER"})
  void measuredAndRandomTruncationsGoOnToTheSameBits(Scenario scenario) {
    measuredTruncationGoesOn(scenario, scenario::network);
    measuredTruncationGoesOn(scenario, scenario::graph);
    assertGoesOn(scenario, RANDOM, true, scenario::network, 1, 12);
    assertGoesOn(scenario, RANDOM, false, scenario::graph, 12);
    loopGoesOn(scenario, ADAPTIVE, 8);
    loopGoesOn(scenario, RANDOM, 8);
  }

  @Test
  void measuredAndRandomTruncationsOnDl4jsPathGoOnToTheSameBits() {
    try (SystemProperty path = new SystemProperty(TrainingPath.PROPERTY, "dl4j")) {
      measuredTruncationGoesOn(Scenario.CHAIN, Scenario.CHAIN::network);
      assertGoesOn(Scenario.CHAIN, RANDOM, true, Scenario.CHAIN::network, 8);
    }
  }

  /** Broken before the choice and after it. */
  private void measuredTruncationGoesOn(Scenario scenario, LongFunction<Model> network) {
    int last = 2; // break without a measurement
    FitReport report = assertGoesOn(scenario, ADAPTIVE, true, network, last, 8);
    int before = last * Scenario.STEPS / ADAPTIVE.k1();
    assertTrue(report.choices().get(0).iteration() >= before, report.toString());
  }

  /** Calls as a user's own loop makes them, with sequences that end and steps that wait. */
  private static List<FitReport> calls(
      Scenario scenario, TruncatedBpttTrainer trainer, int from, int to) {
    List<DataSet> data = scenario.minibatches();
    List<FitReport> reports = new ArrayList<>();
    for (int i = from; i < to; i++) {
      switch (i % 4) {
        case 1 -> reports.add(trainer.endSequences(i % Scenario.EXAMPLES));
        case 3 -> reports.add(i % 8 == 3 ? trainer.flush() : trainer.endSequences(0, 2));
        default -> reports.add(trainer.fit(data.get(i / 2 % data.size())));
      }
    }
    return reports;
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Scenario.class)
  void aLoopOfOnesOwnGoesOnToTheSameBits(Scenario scenario) {
    loopGoesOn(scenario, Scenario.TRUNCATION, 16);
  }

  private static TruncatedBpttTrainer trainer(Model network, Truncation truncation) {
    return Scenario.trainer(network, true).truncation(truncation).build();
  }

  private void loopGoesOn(Scenario scenario, Truncation truncation, int calls) {
    MultiLayerNetwork whole = scenario.network();
    List<FitReport> reports = calls(scenario, trainer(whole, truncation), 0, calls);
    for (int at = 2; at < calls; at += 5) {
      TruncatedBpttTrainer first = trainer(scenario.network(), truncation);
      calls(scenario, first, 0, at);
      first.saveCheckpoint(file(), new byte[] {(byte) at});

      MultiLayerNetwork network = scenario.network(77);
      TruncatedBpttTrainer second = trainer(network, truncation);
      otherProcess();
      int from = second.restoreCheckpoint(file())[0];
      assertEquals(first.pendingSteps(), second.pendingSteps());
      second.saveCheckpoint(file(), new byte[] {(byte) at}); // at once: nothing is lost
      second.restoreCheckpoint(file());
      otherProcess();
      assertEquals(reports.subList(at, calls), calls(scenario, second, from, calls), "at " + at);
      Bits.of(whole).assertSame(Bits.of(network), scenario + " at " + at);
    }
  }

  @Test
  void savingChangesNothing() {
    Scenario scenario = Scenario.STACK_WITH_DROPOUT;
    MultiLayerNetwork plain = scenario.network();
    Scenario.trainer(plain, true).build().fit(iterator(scenario), EPOCHS);
    MultiLayerNetwork saved = scenario.network();
    Scenario.trainer(saved, true)
        .checkpointEvery(file(), Duration.ofNanos(1))
        .build()
        .fit(iterator(scenario), EPOCHS);
    Bits.of(plain).assertSame(Bits.of(saved), "saved");
  }

  private static DataSetIterator iterator(Scenario scenario) {
    return new ExistingDataSetIterator(scenario.minibatches());
  }

  @Test
  void aFinishedTrainingIsFinishedAndGoesOnWithMoreEpochs() {
    Scenario scenario = Scenario.STACK_WITH_DROPOUT;
    MultiLayerNetwork whole = scenario.network();
    FitReport report = Scenario.trainer(whole, true).build().fit(iterator(scenario), 4);

    FitReport two =
        Scenario.trainer(scenario.network(), true)
            .checkpointEvery(file(), Duration.ofDays(1))
            .build()
            .fit(iterator(scenario), 2);
    MultiLayerNetwork resumed = scenario.network(5);
    TruncatedBpttTrainer trainer = Scenario.trainer(resumed, true).build();
    trainer.restoreCheckpoint(file());
    Bits restored = Bits.of(resumed);
    assertEquals(two, trainer.fit(iterator(scenario), 2));
    restored.assertSame(Bits.of(resumed), "nothing was left to do");

    trainer.restoreCheckpoint(file());
    assertEquals(report, trainer.fit(iterator(scenario), 4));
    Bits.of(whole).assertSame(Bits.of(resumed), "more epochs");
  }

  @Test
  void fewerEpochsThanBeforeAreRefused() {
    Scenario scenario = Scenario.CHAIN;
    broken(scenario, 7);
    TruncatedBpttTrainer trainer = Scenario.trainer(scenario.network(), true).build();
    trainer.restoreCheckpoint(file());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(iterator(scenario), 1));
    assertEquals(
        "The checkpoint is in epoch 2, and epochs (1) are to be run in all: give at least as many"
            + " as before.",
        e.getMessage());
    trainer.fit(iterator(scenario), EPOCHS); // the position is still there
  }

  private void broken(Scenario scenario, int after) {
    TruncatedBpttTrainer trainer =
        Scenario.trainer(scenario.network(), true).checkpointEvery(file(), 1).build();
    assertThrows(
        Breaking.Break.class,
        () -> trainer.fit(new Breaking(scenario.minibatches(), after), EPOCHS));
  }

  /** Shuffles at each reset, as DL4J's record readers do. */
  private static final class Shuffling extends ExistingDataSetIterator {
    private static final long serialVersionUID = 1L;
    private final List<DataSet> data;
    private final Random random;

    static Shuffling of(Scenario scenario, long seed) {
      return new Shuffling(new ArrayList<>(scenario.minibatches()), new Random(seed));
    }

    private Shuffling(List<DataSet> data, Random random) {
      super(data);
      this.data = data;
      this.random = random;
    }

    @Override
    public void reset() {
      for (int i = data.size() - 1; i > 0; i--) {
        java.util.Collections.swap(data, i, random.nextInt(i + 1));
      }
      super.reset();
    }
  }

  @Test
  void anIteratorThatShufflesAtEachResetIsBroughtToItsPosition() {
    Scenario scenario = Scenario.CHAIN;
    MultiLayerNetwork whole = scenario.network();
    Scenario.trainer(whole, true).build().fit(Shuffling.of(scenario, 3), 4);
    Scenario.trainer(scenario.network(), true)
        .checkpointEvery(file(), 1)
        .build()
        .fit(Shuffling.of(scenario, 3), 3);
    MultiLayerNetwork resumed = scenario.network();
    TruncatedBpttTrainer trainer = Scenario.trainer(resumed, true).build();
    trainer.restoreCheckpoint(file());
    trainer.fit(Shuffling.of(scenario, 3), 4);
    Bits.of(whole).assertSame(Bits.of(resumed), "shuffled");
  }

  @Test
  void anIteratorThatGivesOtherMinibatchesIsRefused() {
    Scenario scenario = Scenario.CHAIN;
    broken(scenario, 8);
    MultiLayerNetwork network = scenario.network();
    TruncatedBpttTrainer trainer = Scenario.trainer(network, true).build();
    trainer.restoreCheckpoint(file());
    Bits restored = Bits.of(network);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> trainer.fit(Shuffling.of(scenario, 3), EPOCHS));
    assertEquals(
        "The checkpoint was made after minibatch 3 of epoch 2, but the iterator gives another"
            + " minibatch at that place: it must give the same minibatches as then, and be where it"
            + " was before the first epoch. If it shuffles, give it the same seed.",
        e.getMessage());
    List<DataSet> two = scenario.minibatches().subList(0, 2);
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer.fit(new ExistingDataSetIterator(two), EPOCHS));
    assertTrue(e.getMessage().contains("has only 2 minibatches in that epoch"), e.getMessage());
    restored.assertSame(Bits.of(network), "nothing was trained");
  }

  @Test
  void anIteratorThatCannotBeResetIsSkippedForwardOnly() {
    Scenario scenario = Scenario.CHAIN;
    MultiLayerNetwork whole = scenario.network();
    Scenario.trainer(whole, true).build().fit(once(scenario), 1);
    broken(scenario, 3);
    MultiLayerNetwork resumed = scenario.network();
    TruncatedBpttTrainer trainer = Scenario.trainer(resumed, true).build();
    trainer.restoreCheckpoint(file());
    trainer.fit(once(scenario), 1);
    Bits.of(whole).assertSame(Bits.of(resumed), "once");
  }

  private static DataSetIterator once(Scenario scenario) {
    return new IteratorDataSetIterator(scenario.minibatches().iterator(), Scenario.EXAMPLES);
  }

  @Test
  void anIteratorThatSkipsIsNotReadUpToThePosition() {
    Scenario scenario = Scenario.CHAIN;
    MultiLayerNetwork whole = scenario.network();
    Scenario.trainer(whole, true).build().fit(iterator(scenario), 1);
    broken(scenario, 3);
    for (boolean preProcessed : new boolean[] {false, true}) {
      MultiLayerNetwork resumed = scenario.network();
      TruncatedBpttTrainer trainer = Scenario.trainer(resumed, true).build();
      trainer.restoreCheckpoint(file());
      SkippingIterator data = new SkippingIterator(scenario.minibatches());
      if (preProcessed) { // which may count the minibatches
        data.setPreProcessor(minibatch -> {});
      }
      trainer.fit(data, 1);
      Bits.of(whole).assertSame(Bits.of(resumed), "skipped");
      int given = scenario.minibatches().size();
      assertEquals(preProcessed ? given : given - 2, data.given); // the last one is compared
    }
  }

  /** Goes on behind minibatches that it doesn't give. */
  private static final class SkippingIterator extends ExistingDataSetIterator implements Skipping {
    private static final long serialVersionUID = 1L;

    private final List<DataSet> data;
    private DataSetPreProcessor preProcessor;
    private int position;
    private int given;

    SkippingIterator(List<DataSet> data) {
      super(data);
      this.data = data;
    }

    @Override
    public long skip(long minibatches) {
      int skipped = (int) Math.min(minibatches, data.size() - position);
      position += skipped;
      return skipped;
    }

    @Override
    public boolean hasNext() {
      return position < data.size();
    }

    @Override
    public DataSet next() {
      given++;
      return data.get(position++);
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
      this.preProcessor = preProcessor;
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
      return preProcessor;
    }
  }

  @Test
  void aCallForAMinibatchTakesOverAndThePositionIsForgotten() {
    Scenario scenario = Scenario.CHAIN;
    broken(scenario, 7);
    MultiLayerNetwork network = scenario.network();
    TruncatedBpttTrainer trainer = Scenario.trainer(network, true).build();
    trainer.restoreCheckpoint(file());
    trainer.fit(scenario.minibatches().get(0));
    assertEquals(
        Scenario.MINIBATCHES * Scenario.STEPS + trainer.pendingSteps(),
        trainer.fit(iterator(scenario), 1).timeSteps());
  }
}
