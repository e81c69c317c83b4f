package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

/** An example: the pretrained network goes on learning, on Macbeth. */
class FineTuningTest {
  private static final int STREAMS = 16;
  private static final int STEPS = 320;

  @Tag("slow")
  @Test
  void theTextGeneratorFineTunedOnMacbethPredictsTheRestOfMacbethBetter() {
    TextGenerator pretrained = TextGenerator.pretrained();
    String macbeth = Book.macbeth();
    String training = macbeth.substring(0, 40_000);
    String rest = macbeth.substring(90_000, 100_000);

    MultiLayerNetwork network =
        new TransferLearning.Builder(pretrained.network())
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(1e-3)).seed(1).build())
            .build();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(16, 16))
            .clipGlobalNorm(10)
            .stateful(true)
            .build();
    trainer.fit(pretrained.sequences(training, STREAMS, STEPS), 1);

    double before = pretrained.score(rest);
    double after = pretrained.withNetwork(network).score(rest);
    assertTrue(
        after < before - 0.3, "bits per character: before %s, after %s".formatted(before, after));
  }

  @Tag("slow")
  @Test
  void fineTuningOnAFewPagesLearnsTheirCharactersToo() {
    TextGenerator pretrained = TextGenerator.pretrained();
    // Scandinavian letters, and a rest of their kind that it doesn't see.
    String macbeth = Book.macbeth().replace("th", "\u00FE").replace("sh", "\u00E6");
    TextGenerator tuned = pretrained.fineTuned(macbeth.substring(0, 12_000));
    String rest = macbeth.substring(60_000, 70_000);
    assertEquals(Vocabulary.UNKNOWN, pretrained.vocabulary().encode('\u00FE'));
    assertTrue(tuned.vocabulary().encode('\u00FE') >= pretrained.vocabulary().size());
    double before = pretrained.score(rest);
    double after = tuned.score(rest);
    assertTrue(
        after < before - 0.5, "bits per character: before %s, after %s".formatted(before, after));
    ModelCard.Score score = tuned.card().scores().get(0);
    assertTrue(score.value() < score.baselines().get(0).value() - 0.5, score::toString);
    assertTrue(tuned.generate("Macbe\u00FE ", 2_000, 1, 1).contains("\u00FE"));
  }
}
