package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Whose layers a network on DL4J is made of. */
public enum Family {
  /** This project's. */
  OURS {
    @Override
    Layer recurrent(Case one) {
      VanillaRnn.Builder builder =
          new VanillaRnn.Builder().nIn(one.nIn()).nOut(one.nOut()).activation(Activation.TANH);
      builder.indexInput(one.readsSymbols());
      if (one.isTruncated()) {
        builder.truncation(TruncatedBptt.of(one.k1(), one.k2()));
      }
      return builder.build();
    }

    @Override
    Layer output(Case one) {
      return softmax(new FusedRnnOutputLayer.Builder(), one);
    }

    @Override
    Work inference(Case one) {
      return new SessionWork(one);
    }

    @Override
    Work trainer(Case one) {
      return new TrainerWork(one);
    }

    @Override
    INDArray sequences(float[] values, Case one, int n) {
      return TimeMajorArrays.view(values, one.steps(), one.minibatch(), n);
    }

    @Override
    DataSet characters(Case one, int[] symbols, int[] nextSymbols) {
      return new DataSet(indices(one, symbols), indices(one, nextSymbols));
    }
  },

  /** DL4J's own, whose truncation does nothing in {@code fit}. */
  DL4J {
    @Override
    Layer recurrent(Case one) {
      return new SimpleRnn.Builder()
          .nIn(one.nIn())
          .nOut(one.nOut())
          .activation(Activation.TANH)
          .build();
    }

    @Override
    Layer output(Case one) {
      return softmax(new RnnOutputLayer.Builder(), one);
    }

    @Override
    Work inference(Case one) {
      return new TimeStepWork(one, this);
    }

    @Override
    Work trainer(Case one) {
      return new SegmentsWork(one, this);
    }

    @Override
    INDArray sequences(float[] values, Case one, int n) {
      return TimeMajorArrays.toDl4j(values, one.steps(), one.minibatch(), n);
    }

    @Override
    DataSet characters(Case one, int[] symbols, int[] nextSymbols) {
      return new DataSet(oneHot(one, symbols), oneHot(one, nextSymbols));
    }
  };

  abstract Layer recurrent(Case one);

  abstract Layer output(Case one);

  abstract Work inference(Case one);

  abstract Work trainer(Case one);

  /** [T, B, n] as [B, n, T], laid out as the layers beside lay it out. */
  abstract INDArray sequences(float[] values, Case one, int n);

  /** Characters and the next ones, in the form that suits the layers best. */
  abstract DataSet characters(Case one, int[] symbols, int[] nextSymbols);

  /** The symbols of T steps, [T, B], as [B, 1, T]. */
  private static INDArray indices(Case one, int... symbols) {
    float[] values = new float[symbols.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = symbols[i];
    }
    return TimeMajorArrays.toDl4j(values, one.steps(), one.minibatch(), 1);
  }

  /** The symbols of T steps, [T, B], as [B, nIn, T]. */
  private static INDArray oneHot(Case one, int... symbols) {
    return TimeMajorArrays.toDl4j(
        CaseData.oneHot(one.nIn(), symbols), one.steps(), one.minibatch(), one.nIn());
  }

  /** A stretch of the streams, in the layout that users have. */
  final DataSet stretch(Case one, CaseData data) {
    DataSet characters = characters(one, data.symbols(), data.nextSymbols());
    INDArray features =
        one.readsSymbols()
            ? characters.getFeatures()
            : TimeMajorArrays.toDl4j(data.x(), one.steps(), one.minibatch(), one.nIn());
    return new DataSet(features.dup('c'), characters.getLabels().dup('c'));
  }

  private static Layer softmax(RnnOutputLayer.Builder builder, Case one) {
    return builder
        .lossFunction(LossFunction.MCXENT)
        .activation(Activation.SOFTMAX)
        .nIn(one.nOut())
        .nOut(one.nIn())
        .build();
  }

  /** {@return what a case's calls do} */
  Work work(Case one) {
    return switch (one.kind()) {
      case LAYER -> new LayerWork(one, this);
      case BACKWARD -> new BackwardWork(one, this);
      case LANGUAGE_MODEL -> new LanguageModelWork(one, this);
      case INFERENCE -> inference(one);
      case TRAINER -> trainer(one);
    };
  }

  /** {@return a network of the recurrent layer alone, with the case's weights} */
  MultiLayerNetwork layerAlone(Case one, CaseData data) {
    return initialised(one, data, builder(one).list(recurrent(one)));
  }

  /** {@return a character model with the case's weights} */
  MultiLayerNetwork characterModel(Case one, CaseData data) {
    NeuralNetConfiguration.ListBuilder layers = builder(one).list(recurrent(one), output(one));
    if (one.kind() == Case.Kind.TRAINER) {
      layers.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(one.k1()); // for DL4J's fit
    }
    MultiLayerNetwork network = initialised(one, data, layers);
    network.getParam("1_W").assign(Nd4j.create(data.v(), new long[] {one.nOut(), one.nIn()}, 'c'));
    network.getParam("1_b").assign(Nd4j.create(data.c(), new long[] {1, one.nIn()}, 'c'));
    return network;
  }

  private static NeuralNetConfiguration.Builder builder(Case one) {
    IUpdater updater =
        one.has(Case.Trait.ADAM)
            ? Adam.builder()
                .learningRate(CaseData.ADAM_RATE)
                .beta1(CaseData.ADAM_BETA1)
                .beta2(CaseData.ADAM_BETA2)
                .epsilon(CaseData.ADAM_EPSILON)
                .build()
            : new Sgd(CaseData.LEARNING_RATE);
    return new NeuralNetConfiguration.Builder().dataType(DataType.FLOAT).updater(updater);
  }

  private static MultiLayerNetwork initialised(
      Case one, CaseData data, NeuralNetConfiguration.ListBuilder layers) {
    MultiLayerConfiguration conf = layers.setInputType(InputType.recurrent(one.nIn())).build();
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    int n = one.nOut();
    network.getParam("0_W").assign(Nd4j.create(data.w(), new long[] {one.nIn(), n}, 'c'));
    network.getParam("0_RW").assign(Nd4j.create(data.rw(), new long[] {n, n}, 'c'));
    network.getParam("0_b").assign(Nd4j.create(data.b(), new long[] {1, n}, 'c'));
    return network;
  }
}
