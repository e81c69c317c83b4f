package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.nn.conf.GradientNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientClippingTest {

  private static VanillaRnn layer(GradientClipping clipping) {
    return new VanillaRnn.Builder().nIn(2).nOut(3).gradientClipping(clipping).build();
  }

  @Test
  void theValueSetsWhatTheNamedMethodsSet() {
    assertEquals(
        new VanillaRnn.Builder().nIn(2).nOut(3).clipGradientValue(0.5).build(),
        layer(GradientClipping.byValue(0.5)));
    assertEquals(
        GradientNormalization.ClipL2PerLayer,
        layer(GradientClipping.byNorm(2.0)).getGradientNormalization());
    assertEquals(0.1, layer(GradientClipping.errorPerTimeStep(0.1)).getErrorClip());
    assertNull(layer(GradientClipping.none()).getErrorClip());
  }

  @Test
  void twoClippingsAreRefused() {
    VanillaRnn.Builder both =
        new VanillaRnn.Builder()
            .gradientClipping(GradientClipping.byNorm(1.0))
            .gradientClipping(GradientClipping.errorPerTimeStep(1.0));
    String message = assertThrows(IllegalArgumentException.class, both::build).getMessage();
    assertTrue(message.contains("One clipping at a time"), message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY})
  void aThresholdThatClipsNothingOrEverythingIsRefused(double threshold) {
    assertThrows(IllegalArgumentException.class, () -> GradientClipping.byNorm(threshold));
  }
}
