package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.nativemem.Floats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient over all parameters of a network as it is between the backward pass and the updater,
 * read as the mean over the minibatch.
 *
 * <p>At that moment DL4J's arrays hold the sum over time and over the minibatch; the updater
 * divides by the minibatch size later, where the configuration says {@code miniBatch(true)}. What
 * isn't divided, such as the running statistics of batch normalisation, isn't a gradient and stays
 * out of norm and scaling. So do layers that the backward pass didn't reach.
 */
public final class NetworkGradient {
  private final Map<String, INDArray> variables;
  private final INDArray flat;
  private final List<INDArray> parts;
  private final int divisor;

  private NetworkGradient(
      Map<String, INDArray> variables, INDArray flat, List<INDArray> parts, int divisor) {
    this.variables = variables;
    this.flat = flat;
    this.parts = parts;
    this.divisor = divisor;
  }

  /**
   * The gradient that a network has just computed.
   *
   * @param model a MultiLayerNetwork or ComputationGraph
   * @return its gradient; scaling it scales the network's own arrays
   */
  public static NetworkGradient of(Model model) {
    return of(model, model.conf().isMiniBatch() ? model.batchSize() : 1);
  }

  static NetworkGradient of(Model model, int divisor) {
    Gradient gradient = model.gradient();
    INDArray flat = gradient.gradient();
    List<INDArray> parts = new ArrayList<>();
    long known = 0;
    for (Map.Entry<String, INDArray> entry : gradient.gradientForVariable().entrySet()) {
      if (entry.getValue() != null && isGradient(model, entry.getKey())) {
        parts.add(entry.getValue());
        known += entry.getValue().length();
      }
    }
    if (known == flat.length()) {
      parts = List.of(flat);
    }
    return new NetworkGradient(gradient.gradientForVariable(), flat, parts, divisor);
  }

  private static boolean isGradient(Model model, String key) {
    int underscore = key.lastIndexOf('_');
    String layer = key.substring(0, underscore);
    return trainable(model, layer).updaterDivideByMinibatch(key.substring(underscore + 1));
  }

  private static Trainable trainable(Model model, String layer) {
    if (model instanceof MultiLayerNetwork network) {
      return network.getLayers()[Integer.parseInt(layer)];
    }
    return ((ComputationGraph) model).getVertex(layer);
  }

  /** {@return the Euclidean norm of the mean gradient; not finite where an entry isn't} */
  public double norm() {
    double norm = 0;
    for (INDArray part : parts) {
      norm = Math.hypot(norm, norm(part));
    }
    return norm / divisor;
  }

  // In double, because float squares overflow from 1.8e19 on, and scaled where even that overflows.
  private static double norm(INDArray part) {
    if (Floats.areIn(part)) {
      return Math.sqrt(Floats.of(part).squares());
    }
    INDArray exact = part.castTo(DataType.DOUBLE);
    double norm = exact.norm2Number().doubleValue();
    if (Double.isFinite(norm)) {
      return norm;
    }
    double largest = 0;
    double[] entries = exact.dup().data().asDouble();
    for (double entry : entries) {
      if (!Double.isFinite(entry)) {
        return entry;
      }
      largest = Math.max(largest, Math.abs(entry));
    }
    double sum = 0;
    for (double entry : entries) {
      sum += (entry / largest) * (entry / largest);
    }
    return largest * Math.sqrt(sum);
  }

  /**
   * Scales the gradient to the norm {@code threshold} if its norm has reached it: {@code g <-
   * threshold g / ||g||} where {@code ||g|| >= threshold} (Pascanu, Mikolov and Bengio 2013).
   *
   * @param norm the gradient's norm, finite
   * @param threshold largest norm left as it is
   * @return whether the gradient was scaled
   */
  public boolean clip(double norm, double threshold) {
    if (norm < threshold) {
      return false;
    }
    scale(threshold / norm);
    return true;
  }

  /** Multiplies the gradient by a factor. */
  void scale(double factor) {
    if (factor != 1) {
      parts.forEach(part -> part.muli(factor));
    }
  }

  /** Sets the gradient to zero. */
  public void zero() {
    flat.assign(0);
  }

  /**
   * Says what is wrong with a gradient that isn't finite, and what to do.
   *
   * @param iteration the iteration it was computed for
   * @return a message
   */
  public String describeNonFinite(int iteration) {
    long nan = 0;
    long infinite = 0;
    String first = null;
    for (Map.Entry<String, INDArray> variable : variables.entrySet()) {
      if (variable.getValue() == null) {
        continue;
      }
      for (double entry : variable.getValue().dup().data().asDouble()) {
        if (Double.isFinite(entry)) {
          continue;
        }
        first = first == null ? variable.getKey() : first;
        if (Double.isNaN(entry)) {
          nan++;
        } else {
          infinite++;
        }
      }
    }
    return "The gradient of iteration "
        + iteration
        + " has "
        + nan
        + " NaN and "
        + infinite
        + " infinite entries, the first in parameter "
        + first
        + ". The parameters are as they were before. Lower the learning rate or the clipping"
        + " threshold, check the data, or choose nonFinite(NonFinitePolicy.SKIP).";
  }
}
