package io.github.tbptt4j.tuning.arbiter;

import org.deeplearning4j.arbiter.conf.updater.AdamSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Arbiter's AdamSpace with Adam's defaults. Where they aren't set, AdamSpace takes 0.001 for beta1,
 * beta2 and epsilon, in place of 0.9, 0.999 and 1e-8: another optimiser.
 */
public final class AdamUpdaterSpace extends AdamSpace {

  /**
   * Adam with all of its parameters.
   *
   * @param learningRate null for 0.001
   * @param learningRateSchedule null for none
   * @param beta1 null for 0.9
   * @param beta2 null for 0.999
   * @param epsilon null for 1e-8
   */
  @JsonCreator
  public AdamUpdaterSpace(
      @JsonProperty("learningRate") ParameterSpace<Double> learningRate,
      @JsonProperty("learningRateSchedule") ParameterSpace<ISchedule> learningRateSchedule,
      @JsonProperty("beta1") ParameterSpace<Double> beta1,
      @JsonProperty("beta2") ParameterSpace<Double> beta2,
      @JsonProperty("epsilon") ParameterSpace<Double> epsilon) {
    super(
        learningRate,
        learningRateSchedule,
        orDefault(beta1, Adam.DEFAULT_ADAM_BETA1_MEAN_DECAY),
        orDefault(beta2, Adam.DEFAULT_ADAM_BETA2_VAR_DECAY),
        orDefault(epsilon, Adam.DEFAULT_ADAM_EPSILON));
  }

  private static ParameterSpace<Double> orDefault(ParameterSpace<Double> space, double value) {
    return space == null ? new FixedValue<>(value) : space;
  }

  /**
   * Adam with its defaults for everything else.
   *
   * @param learningRate the learning rate
   * @return the space
   */
  public static AdamUpdaterSpace withLearningRate(ParameterSpace<Double> learningRate) {
    return new AdamUpdaterSpace(learningRate, null, null, null, null);
  }

  @Override
  public IUpdater getValue(double[] parameterValues) {
    Adam adam = (Adam) super.getValue(parameterValues);
    double rate = adam.getLearningRate();
    if (adam.getLearningRateSchedule() == null && !(rate > 0 && rate <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "learningRate ("
              + rate
              + ") must be positive and a float: in place of an infinite step ND4J's Adam would"
              + " take its epsilon.");
    }
    return adam;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof AdamUpdaterSpace;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdamUpdaterSpace && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
