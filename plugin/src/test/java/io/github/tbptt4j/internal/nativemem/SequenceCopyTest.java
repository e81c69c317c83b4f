package io.github.tbptt4j.internal.nativemem;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Sizes on both sides of what one thread does alone, and layouts as DL4J hands them over. */
class SequenceCopyTest {
  private static final double UNTOUCHED = -7.0;

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,7", "1,17,33", "37,1,16", "19,16,1", "61,37,53", "128,64,64"})
  void everyLayoutIsCopiedElementByElement(int minibatch, int size, int steps) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray ncw = Nd4j.rand(type, minibatch, size, steps);
      check(ncw.dup('c').permute(2, 0, 1));
      check(ncw.dup('f').permute(2, 0, 1));
      check(ncw.permute(2, 0, 1).dup('c'));
      check(ncw.permute(0, 2, 1).dup('c').permute(1, 0, 2)); // NWC
      check(ncw.permute(0, 2, 1).dup('f').permute(1, 0, 2));
      // A cut out of longer and wider sequences, as DL4J's segments are.
      INDArray wide = Nd4j.rand(type, minibatch, size + 2, steps + 3);
      for (char order : new char[] {'c', 'f'}) {
        INDArray segment =
            wide.dup(order)
                .get(
                    NDArrayIndex.all(),
                    NDArrayIndex.interval(1, size + 1),
                    NDArrayIndex.interval(2, steps + 2));
        check(segment.permute(2, 0, 1));
      }
    }
  }

  /** The target lies between others, so that what is written beside it shows. */
  private static void check(INDArray timeMajor) {
    long steps = timeMajor.size(0);
    INDArray around =
        Nd4j.valueArrayOf(
            new long[] {steps + 2, timeMajor.size(1), timeMajor.size(2)},
            UNTOUCHED,
            timeMajor.dataType());
    INDArray target = around.get(NDArrayIndex.interval(1, steps + 1));
    SequenceCopy.copy(timeMajor, target);
    assertIdentical(timeMajor.dup('c'), target.dup('c'));
    for (long beside : new long[] {0, steps + 1}) {
      INDArray step = around.slice(beside);
      assertIdentical(Nd4j.valueArrayOf(step.shape(), UNTOUCHED, step.dataType()), step.dup());
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "7", "99999", "200001"})
  void oneValueThatIsNotFiniteIsFoundWhereverItIs(int length) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray array = Nd4j.rand(type, length).subi(0.5);
      assertTrue(Finite.all(array));
      for (int at : new int[] {0, length / 2, length - 1}) {
        for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
          INDArray spoilt = array.dup();
          spoilt.putScalar(at, bad);
          assertFalse(Finite.all(spoilt));
        }
      }
      array.assign(type == DataType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE);
      assertTrue(Finite.all(array), "large values are finite, their sum is not");
    }
  }

  @Test
  void aFewStepsOfManyExamplesTakeNoMoreOfTheHeapThanTheyAre() {
    INDArray from = Nd4j.rand(DataType.FLOAT, 20_000, 8, 2).permute(2, 0, 1);
    INDArray to = Nd4j.create(DataType.FLOAT, 2, 20_000, 8);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    SequenceCopy.copy(from, to);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 2 * from.length() * Float.BYTES, allocated + " bytes");
    assertEquals(from, to);
  }
}
