package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class KeptGradientTest {
  private static final List<Integer> DEPTHS = List.of(1, 2, 3, 5, 9);

  @Test
  void enoughIsFromWhereOnAllKeepAsMuch() {
    KeptGradient kept = new KeptGradient(DEPTHS, List.of(.96, .4, .95, .99, 1.0));
    assertEquals(OptionalInt.of(3), kept.depthFor(.95));
    assertEquals(OptionalInt.of(5), kept.depthFor(.98));
    assertEquals(OptionalInt.of(1), kept.depthFor(.3));
  }

  @Test
  void theWholeThatWasMeasuredIsNoAnswer() {
    KeptGradient kept = new KeptGradient(DEPTHS, List.of(-3.0, .1, .2, .3, 1.0));
    assertEquals(OptionalInt.empty(), kept.depthFor(.95));
  }

  @Test
  void ofNoGradientNothingIsKept() {
    List<Double> none = List.of(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    assertEquals(OptionalInt.empty(), new KeptGradient(DEPTHS, none).depthFor(.5));
  }
}
