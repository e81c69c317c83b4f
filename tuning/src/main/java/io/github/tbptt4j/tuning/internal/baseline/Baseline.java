package io.github.tbptt4j.tuning.internal.baseline;

import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/** A fitted forecast that any model should beat. JSON holds it by its key. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Persistence.class, name = Persistence.KEY),
  @JsonSubTypes.Type(value = SeasonalNaive.class, name = SeasonalNaive.KEY),
  @JsonSubTypes.Type(value = Drift.class, name = Drift.KEY),
  @JsonSubTypes.Type(value = MovingAverage.class, name = MovingAverage.KEY),
  @JsonSubTypes.Type(value = Autoregression.class, name = Autoregression.KEY),
  @JsonSubTypes.Type(value = Mean.class, name = Mean.KEY),
  @JsonSubTypes.Type(value = Majority.class, name = Majority.KEY)
})
public sealed interface Baseline
    permits Persistence, SeasonalNaive, Drift, MovingAverage, Autoregression, Mean, Majority {
  /** {@return the name in JSON} */
  String key();

  /** {@return the name in tables that people read} */
  String title();

  /**
   * Forecasts row by row.
   *
   * @param values in time order; NaN where one is missing
   * @return [t] is what rows 0 to t say of row t + H; never NaN
   */
  double[] forecast(double[] values);
}
