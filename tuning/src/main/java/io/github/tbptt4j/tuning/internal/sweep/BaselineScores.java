package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.BaselineResult;
import io.github.tbptt4j.tuning.data.BaselineModel;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Scores what candidates are shown beside; what fails is no candidate's fault, and ends nothing.
 */
final class BaselineScores {
  private BaselineScores() {}

  static List<BaselineResult> of(List<BaselineModel> models) {
    return models.stream().map(BaselineScores::score).toList();
  }

  private static BaselineResult score(BaselineModel model) {
    long start = System.nanoTime();
    try {
      Double validation = finite(model.validation());
      Double test = finite(model.test());
      return new BaselineResult(model.name(), validation, test, seconds(start), null);
    } catch (RuntimeException | OutOfMemoryError e) {
      return new BaselineResult(
          model.name(),
          null,
          null,
          seconds(start),
          e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static Double finite(DoubleSupplier score) {
    double value = score.getAsDouble();
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
