package io.github.tbptt4j.examples;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.GradientFlowListener;
import io.github.tbptt4j.diagnostics.JacobianSpectrum;
import io.github.tbptt4j.diagnostics.LayerFlow;
import io.github.tbptt4j.diagnostics.TruncationCost;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The code in doc/how-far-back.md. */
final class HowFarBackPage {
  private HowFarBackPage() {}

  static double measured(MultiLayerNetwork net, DataSet minibatch) {
    // README: the flow
    GradientFlow flow = GradientFlow.measure(net, minibatch);
    System.out.println(flow); // in words
    LayerFlow layer = flow.layers().get(0);
    double tenBack = layer.phi(10); // mean ||dL_s/dh_{s-10}||
    double bias = layer.relativeBias(20); // of the gradient with k2 = 20
    double halfLife = layer.halfLife(); // in steps
    // README: end
    return tenBack + bias + halfLife;
  }

  static void recorded(MultiLayerNetwork net, DataSet probe) {
    // README: the record
    net.addListeners(GradientFlowListener.builder(probe, Path.of("flow.jsonl")).every(100).build());
    // README: end
  }

  static JacobianSpectrum spectrum(MultiLayerNetwork net, DataSet minibatch) {
    // README: the spectrum
    JacobianSpectrum spectrum = JacobianSpectrum.along(net, minibatch);
    System.out.println(spectrum);
    // README: end
    return spectrum;
  }

  static String cost(MultiLayerConfiguration configuration) {
    // README: the cost
    TruncationCost cost = TruncationCost.of(configuration, 20, 60, 32); // k1, k2, minibatch
    System.out.println(cost.besideFull(1000)); // and of full BPTT over 1000 steps
    // README: end
    return cost.toString();
  }

  static FitReport adaptive(MultiLayerNetwork net, DataSetIterator data) {
    // README: the adaptive truncation
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(net)
            .truncation(AdaptiveTruncation.of(10, 5, 100, 0.5)) // k1, kMin, kMax, delta
            .stateful(true)
            .build();
    FitReport report = trainer.fit(data, 3);
    for (TruncationChoice choice : report.choices()) {
      System.out.println(choice.iteration() + ": K = " + choice.k());
    }
    // README: end
    return report;
  }

  static FitReport random(MultiLayerNetwork net, DataSetIterator data) {
    // README: the random truncation
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(net)
            .truncation(RandomTruncation.of(20).withAlpha(4))
            .stateful(true)
            .build();
    FitReport report = trainer.fit(data, 3);
    // README: end
    return report;
  }

  static VanillaRnn regularised() {
    // README: the regulariser
    VanillaRnn layer = new VanillaRnn.Builder().nOut(50).vanishingRegularizer(0.2).build();
    // README: end
    return layer;
  }
}
