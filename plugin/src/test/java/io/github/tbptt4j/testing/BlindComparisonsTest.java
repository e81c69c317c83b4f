package io.github.tbptt4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BlindComparisonsTest {

  @Tag("slow")
  @Test
  void neitherTestsNorWhatTheyTestUseThem() {
    BlindComparisons.ARE_USED_BY_NOBODY.check(
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("BlindComparisonsTest"))
            .importPackages("io.github.tbptt4j"));
  }

  @Test
  void theRuleFindsEachOfThem() {
    String failures =
        BlindComparisons.ARE_USED_BY_NOBODY
            .evaluate(new ClassFileImporter().importClasses(Blind.class))
            .getFailureReport()
            .toString();
    for (String method :
        new String[] {"amaxNumber()", "equalsWithEps(", "INDArray.max(", "Nd4j.max("}) {
      assertTrue(failures.contains(method), failures);
    }
  }

  @Test
  void theyAreBlindIndeed() {
    INDArray zeros = Nd4j.zeros(4);
    INDArray nan = Nd4j.zeros(4);
    nan.putScalar(1, Float.NaN);
    INDArray infinite = Nd4j.zeros(4);
    infinite.putScalar(1, Float.POSITIVE_INFINITY);

    assertEquals(0.0, Blind.largestDifference(zeros, nan));
    assertEquals(0.0, Blind.largest(nan));
    assertTrue(Blind.same(zeros, infinite));
    assertFalse(Blind.same(zeros, nan));
  }

  /** What must not be. */
  static final class Blind {
    private Blind() {}

    static double largestDifference(INDArray a, INDArray b) {
      return a.sub(b).amaxNumber().doubleValue();
    }

    static double largest(INDArray a) {
      return Nd4j.max(a).getDouble(0) + a.max().getDouble(0);
    }

    static boolean same(INDArray a, INDArray b) {
      return a.equals(b) && a.equalsWithEps(b, 1e-6);
    }
  }
}
