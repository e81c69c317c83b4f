package io.github.tbptt4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class GradientByStepsTest {
  /** Gradients far back over those nine steps later: the rate, once directions have settled. */
  private static double rate(double... magnitudes) {
    return Math.pow(magnitudes[0] / magnitudes[9], 1 / 9.0);
  }

  @Test
  void linearGradientsVanishStayAndExplodeBySpectralRadius() {
    for (double radius : GradientBySteps.RADII) {
      double[] magnitudes = GradientBySteps.magnitudes(Activation.IDENTITY, radius);
      assertEquals(GradientBySteps.STEPS, magnitudes.length);
      assertEquals(radius, rate(magnitudes), .1 * radius);
    }
  }

  @Test
  void tanhTakesAwayFromThem() {
    for (double radius : GradientBySteps.RADII) {
      double linear = rate(GradientBySteps.magnitudes(Activation.IDENTITY, radius));
      double tanh = rate(GradientBySteps.magnitudes(Activation.TANH, radius));
      assertTrue(tanh < linear, radius + ": " + tanh + " and " + linear);
    }
    double[] wild = GradientBySteps.magnitudes(Activation.TANH, 1.5);
    assertTrue(wild[0] > 5 * wild[GradientBySteps.STEPS - 1], Arrays.toString(wild));
  }

  @Test
  void theTableHasALineForEachStepShown() {
    List<String> lines = GradientBySteps.table().lines().toList();

    assertTrue(lines.get(3).contains("from step affects losses path length"), lines.get(3));
    assertTrue(lines.get(3).endsWith("tanh 1.5"), lines.get(3));
    assertEquals("30             30           0", lines.get(4).strip().substring(0, 29));
    assertEquals(
        "1        1 to 30          29", lines.get(lines.size() - 1).strip().substring(0, 28));
  }
}
