package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.zoo.internal.text.Contexts;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A text generator that reads contexts beside characters. */
class ContextGeneratorTest {
  private static final int BITS = 6;
  private static final Vocabulary VOCABULARY = Vocabulary.of("abc \n", 1);
  private static final String TEXT = "abc cab\nbca ab";

  @TempDir private Path directory;

  private static MultiLayerNetwork network(int rows) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(rows)
                        .nOut(4)
                        .indexInput(Contexts.PER_STEP)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new VanillaRnn.Builder().nOut(8).activation(Activation.TANH).build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(VOCABULARY.size())
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(rows))
                .build());
    network.init();
    return network;
  }

  private static TextGenerator model() {
    return TextGenerator.of(
        network(new Contexts(VOCABULARY.characters(), BITS).rows()), VOCABULARY, BITS);
  }

  /** The definition, by DL4J's own inference on what the model gives to train on. */
  private static double bitsByDl4j(TextGenerator model, String text) {
    var sequence = model.sequences("\n" + text, 1, text.length()).next();
    INDArray output = model.network().output(sequence.getFeatures());
    double bits = 0;
    for (int t = 0; t < text.length(); t++) {
      int symbol = sequence.getLabels().getInt(0, 0, t);
      assertEquals(VOCABULARY.encode(text.charAt(t)), symbol);
      bits -= Math.log(output.getDouble(0, symbol, t)) / Math.log(2);
    }
    return bits / text.length();
  }

  @Test
  void scoreIsThatOfTheNetworkOnItsSequences() {
    TextGenerator model = model();
    assertEquals(bitsByDl4j(model, TEXT), model.score(TEXT), 1e-5);
  }

  @Test
  void aSavedModelIsTheSameModel() throws IOException {
    TextGenerator model = model();
    Path file = directory.resolve("model.zip");
    model.save(file);
    TextGenerator loaded = TextGenerator.load(file);
    assertEquals(model.score(TEXT), loaded.score(TEXT));
    assertEquals(model.generate("ab", 50, 1, 1), loaded.generate("ab", 50, 1, 1));
  }

  @Test
  void theNetworkLearnsFromItsSequences() {
    TextGenerator model = model();
    MultiLayerNetwork network = model.network();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(8, 8))
            .stateful(true)
            .build();
    String text = "abc cab ".repeat(60);
    for (int epoch = 0; epoch < 20; epoch++) {
      trainer.resetState();
      trainer.fit(model.sequences(text, 4, 40), 1);
    }
    double after = model.withNetwork(network).score(text);
    assertTrue(after < 0.5 && after < model.score(text) - 1, "bits per character: " + after);
  }

  @Test
  void aNetworkOfOtherRowsIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TextGenerator.of(network(9), VOCABULARY, BITS));
    assertTrue(e.getMessage().contains("70 contexts and 6 symbols"), e.getMessage());
  }
}
