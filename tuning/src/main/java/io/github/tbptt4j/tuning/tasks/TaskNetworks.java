package io.github.tbptt4j.tuning.tasks;

import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Stacks of recurrent layers under an output of each step. */
final class TaskNetworks {
  private TaskNetworks() {}

  /**
   * What a task makes of its settings.
   *
   * @param updater with the learning rate
   * @param inputSize of a step
   * @param outputSize of a step: classes under a softmax, or one number
   * @param activation of vanilla cells
   * @param recurrentInit of vanilla cells
   * @param weightInit of all other weights
   */
  record Plan(
      IUpdater updater,
      int inputSize,
      int outputSize,
      Activation activation,
      IWeightInit recurrentInit,
      IWeightInit weightInit) {}

  static MultiLayerNetwork build(TaskSettings settings, Plan plan, long seed) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(plan.updater)
            .weightInit(plan.weightInit)
            .list();
    for (int i = 0; i < settings.layers(); i++) {
      layers.layer(recurrent(settings, plan));
    }
    boolean classes = plan.outputSize > 1;
    layers.layer(
        new RnnOutputLayer.Builder(classes ? LossFunction.MCXENT : LossFunction.MSE)
            .nOut(plan.outputSize)
            .activation(classes ? Activation.SOFTMAX : Activation.IDENTITY)
            .build());
    MultiLayerNetwork network =
        new MultiLayerNetwork(layers.setInputType(InputType.recurrent(plan.inputSize)).build());
    network.init();
    return network;
  }

  private static Layer recurrent(TaskSettings settings, Plan plan) {
    return switch (settings.cell()) {
      case VANILLA -> {
        VanillaRnn.Builder layer =
            new VanillaRnn.Builder()
                .nOut(settings.units())
                .activation(plan.activation)
                .weightInitRecurrent(plan.recurrentInit);
        if (settings.omega() > 0) {
          layer.vanishingRegularizer(settings.omega());
        }
        yield layer.build();
      }
      case LSTM -> new LSTM.Builder().nOut(settings.units()).activation(Activation.TANH).build();
    };
  }
}
