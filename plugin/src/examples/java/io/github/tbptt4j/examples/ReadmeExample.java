package io.github.tbptt4j.examples;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.GlobalNormClipping;
import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.SequenceEvaluation;
import io.github.tbptt4j.SymbolSequenceIterator;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The code in the README and in doc/getting-started.md. */
final class ReadmeExample {
  private ReadmeExample() {}

  static MultiLayerNetwork inFit(DataSetIterator data, int symbols) {
    // README: the layer
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(42)
                .updater(new Adam(2e-3))
                .list()
                .layer(new VanillaRnn.Builder().nOut(128).truncation(20, 60).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(symbols)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(symbols))
                .build());
    net.init();
    net.addListeners(GlobalNormClipping.of(1.0));
    net.fit(data, 3);
    // README: end
    return net;
  }

  static FitReport withTrainer(MultiLayerNetwork net, DataSetIterator data) {
    // README: the trainer
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(net)
            .truncation(TruncatedBptt.of(20, 60))
            .clipGlobalNorm(1.0)
            .stateful(true) // minibatches continue each other's sequences
            .progress(true)
            .build();
    FitReport report = trainer.fit(data, 3);
    // README: end
    return report;
  }

  static MultiLayerNetwork onCharacters(CharSequence text, String alphabet) {
    // README: the characters
    SymbolSequenceIterator characters =
        SymbolSequenceIterator.builder(text, alphabet).streams(32).timeSteps(100).build();
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(2e-3))
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(alphabet.length())
                        .nOut(256)
                        .indexInput(true) // an index in place of a one-hot vector
                        .build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(alphabet.length())
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
    net.init();
    net.fit(characters, 3);
    // README: end
    return net;
  }

  static float[] predicted(MultiLayerNetwork net, int[] prompt, int nextSymbol) {
    // README: the session
    InferenceSession session = InferenceSession.of(net);
    float[] probabilities = new float[session.nOut()];
    session.run(prompt, probabilities);
    session.step(nextSymbol, probabilities);
    InferenceSession another = session.newSession(); // for another thread, on the same weights
    // README: end
    another.step(nextSymbol, new float[another.nOut()]);
    return probabilities;
  }

  static MultiLayerNetwork switched(MultiLayerNetwork trainedWithSimpleRnn) {
    // README: the conversion
    MultiLayerNetwork switched = VanillaRnn.convert(trainedWithSimpleRnn);
    // README: end
    return switched;
  }

  static Evaluation evaluated(MultiLayerNetwork net, DataSetIterator data) {
    // README: the evaluation
    Evaluation found = SequenceEvaluation.evaluate(net, data);
    // README: end
    return found;
  }
}
