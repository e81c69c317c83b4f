package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast;

/** How far a linear forecast of the training part is off on the validation part. */
public final class HeldError {
  private HeldError() {}

  /**
   * Sums absolute errors in the data's own units.
   *
   * @param encoder fitted to the training part
   * @param frame the series
   * @param parts of them
   * @param target index of what is forecast
   * @return the sum over the validation part
   */
  public static double of(Encoder encoder, Frame frame, Parts parts, int target) {
    TargetEncoder encoded = encoder.targets().get(target);
    int horizon = encoder.roles().horizon();
    double sum = 0;
    for (int s = 0; s < frame.series().size(); s++) {
      Rows rows = frame.series().get(s);
      Parts.Range range = parts.validation().get(s);
      double[] values = rows.predicted(encoder.roles())[target];
      LinearForecast.Session session = encoded.held().session();
      for (int row = 0; row + horizon < range.to(); row++) {
        double said = encoded.out(rows.name(), session.next(encoded.in(rows.name(), values[row])));
        double error = Math.abs(values[row + horizon] - said);
        sum += range.contains(row + horizon) && !Double.isNaN(error) ? error : 0;
      }
    }
    return sum;
  }
}
