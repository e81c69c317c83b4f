package io.github.tbptt4j.tuning.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class TemporalOrderTaskTest {
  @Test
  void twoSymbolsInTheirTenthsSayTheClass() {
    int length = 50;
    DataSet sequences = new TemporalOrderTask(length).heldOut();
    int[] classes = new int[4];
    int[] places = new int[length];
    for (int b = 0; b < sequences.getFeatures().size(0); b++) {
      int[] symbols = Symbols.of(sequences.getFeatures(), b);
      int order = 0;
      int important = 0;
      for (int t = 0; t < length; t++) {
        if (symbols[t] < 2) {
          order = 2 * order + symbols[t];
          important++;
          places[t]++;
        }
      }
      assertEquals(2, important);
      assertEquals(order, Symbols.of(sequences.getLabels(), b)[length - 1]);
      assertEquals(1, sequences.getLabelsMaskArray().getRow(b).sumNumber().intValue());
      classes[order]++;
    }
    for (int t = 0; t < length; t++) {
      boolean place = t >= 5 && t < 10 || t >= 20 && t < 25;
      assertEquals(place ? 200 : 0, places[t], place ? 50 : 0, "step " + t);
    }
    for (int count : classes) {
      assertEquals(250, count, 50);
    }
  }

  @Test
  void shortSequencesAreToldApart() {
    TemporalOrderTask task = new TemporalOrderTask(10);
    TaskSettings settings = task.usual().withLearningRate(0.1).withMinibatches(4000);
    TaskResult result =
        SingleThreads.call(() -> new TaskTraining(task, settings).run(TruncatedBptt.full(), 1));

    assertTrue(result.solved(), result::toString);
    assertTrue(result.score() < 0.01);
  }

  @Test
  void omegaIsTheLayersRegulariser() {
    TemporalOrderTask task = new TemporalOrderTask(10);
    VanillaRnn layer =
        (VanillaRnn)
            task.network(task.usual().withOmega(2), 1)
                .getLayerWiseConfigurations()
                .getConf(0)
                .getLayer();

    assertEquals(2, layer.getVanishingRegularizer().lambda());
  }

  @Test
  void tooShortIsRefused() {
    assertEquals(
        "length (9) must be at least 10: each symbol's place is in a tenth of it.",
        assertThrows(IllegalArgumentException.class, () -> new TemporalOrderTask(9)).getMessage());
  }
}
