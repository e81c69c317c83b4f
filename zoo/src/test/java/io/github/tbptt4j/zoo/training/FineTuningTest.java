package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.zoo.TextGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

/** An example: the pretrained network goes on learning, on Macbeth. */
class FineTuningTest {
  private static final int STREAMS = 16;
  private static final int STEPS = 320;

  @Test
  void theTextGeneratorFineTunedOnMacbethPredictsTheRestOfMacbethBetter() {
    TextGenerator pretrained = TextGenerator.pretrained();
    String macbeth = Book.macbeth();
    String training = macbeth.substring(0, 80_000);
    String rest = macbeth.substring(90_000);

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
}
