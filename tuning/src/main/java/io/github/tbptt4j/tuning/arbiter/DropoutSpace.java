package io.github.tbptt4j.tuning.arbiter;

import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.adapter.ParameterSpaceAdapter;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Dropout by the probability to keep an input; Arbiter's has no equality and can't be read. */
final class DropoutSpace extends ParameterSpaceAdapter<Double, IDropout> {
  private final ParameterSpace<Double> keep;

  @JsonCreator
  DropoutSpace(@JsonProperty("keep") ParameterSpace<Double> keep) {
    this.keep = Objects.requireNonNull(keep, "dropOut must not be null.");
  }

  @Override
  protected IDropout convertValue(Double probability) {
    return new Dropout(probability);
  }

  @Override
  protected ParameterSpace<Double> underlying() {
    return keep;
  }

  @Override
  protected String underlyingName() {
    return "keep";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DropoutSpace that && keep.equals(that.keep);
  }

  @Override
  public int hashCode() {
    return keep.hashCode();
  }
}
