package io.github.tbptt4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The README's claims about DL4J 1.0.0-M2.1, so that they stay true or get noticed. */
class Dl4jFaultsTest {

  @Test
  void dl4jIgnoresK2() {
    assertEquals(0.0, Dl4jFaults.effectOfK2(Dl4jFaults::simpleRnn));
    assertEquals(0.0, Dl4jFaults.effectOfK2(Dl4jFaults::lstm));
  }

  @Test
  void vanillaRnnHeedsK2() {
    double effect = Dl4jFaults.effectOfK2(Dl4jFaults::vanillaRnn);
    assertTrue(effect > 1e-3, "k2 changed the parameters by " + effect);
  }

  @Test
  void dl4jsSecondSegmentHasAWrongGradient() {
    double simpleRnn = Dl4jFaults.secondSegmentError(Dl4jFaults.simpleRnn(10));
    double lstm = Dl4jFaults.secondSegmentError(Dl4jFaults.lstm(10));
    assertTrue(simpleRnn > 1e-3, "SimpleRnn: " + simpleRnn);
    assertTrue(lstm > 1e-3, "LSTM: " + lstm);
  }

  @Test
  void vanillaRnnsSecondSegmentIsExact() {
    double error = Dl4jFaults.secondSegmentError(Dl4jFaults.vanillaRnn(10));
    assertTrue(error < 1e-6, "VanillaRnn: " + error);
  }
}
