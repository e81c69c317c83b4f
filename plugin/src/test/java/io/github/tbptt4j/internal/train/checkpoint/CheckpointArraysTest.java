package io.github.tbptt4j.internal.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Arrays come back as they were, down to the order of their axes in memory. */
class CheckpointArraysTest {
  private static INDArray numbers(DataType type, int count) {
    return Nd4j.createFromArray(IntStream.range(0, count).asDoubleStream().toArray()).castTo(type);
  }

  private static byte[] written(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new CheckpointWriter(bytes).array(array);
    return bytes.toByteArray();
  }

  private static INDArray again(INDArray array) throws IOException {
    CheckpointReader reader = new CheckpointReader(new ByteArrayInputStream(written(array)));
    INDArray read = reader.array();
    reader.requireEnd();
    return read;
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      mode = EnumSource.Mode.INCLUDE,
      names = {
        "DOUBLE",
        "FLOAT",
        "HALF",
        "BFLOAT16",
        "LONG",
        "INT",
        "SHORT",
        "BYTE",
        "UBYTE",
        "BOOL"
      })
  void everyTypeOfNumbersComesBack(DataType type) throws IOException {
    INDArray array = numbers(DataType.DOUBLE, 24).reshape(2, 3, 4).castTo(type);
    INDArray read = again(array);
    assertEquals(type, read.dataType());
    assertArrayEquals(array.shape(), read.shape());
    assertArrayEquals(array.dup('c').data().asDouble(), read.dup('c').data().asDouble());
  }

  @Test
  void everyLayoutComesBack() throws IOException {
    INDArray c = numbers(DataType.FLOAT, 60).reshape('c', 3, 4, 5);
    for (INDArray array :
        List.of(
            c,
            c.dup('f'),
            c.permute(1, 2, 0),
            c.permute(2, 0, 1),
            c.reshape('c', 12, 5).transpose(),
            c.reshape('c', new long[] {60}),
            c.reshape('c', 60, 1),
            c.reshape('c', 1, 60))) {
      INDArray read = again(array);
      assertArrayEquals(array.shape(), read.shape());
      for (int axis = 0; axis < array.rank(); axis++) {
        if (array.size(axis) > 1) { // of others a stride means nothing
          assertEquals(array.stride(axis), read.stride(axis));
        }
      }
      assertArrayEquals(array.dup('c').data().asFloat(), read.dup('c').data().asFloat());
    }
  }

  @Test
  void aViewComesBackWithoutWhatLiesBetween() throws IOException {
    INDArray all = numbers(DataType.DOUBLE, 60).reshape('c', 3, 4, 5);
    INDArray view =
        all.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3), NDArrayIndex.interval(2, 4));
    INDArray read = again(view);
    assertArrayEquals(view.dup('c').data().asDouble(), read.data().asDouble());
    assertEquals(12, read.data().length());
  }

  @Test
  void bitsThatAreNoNumbersComeBack() throws IOException {
    INDArray array =
        Nd4j.createFromArray(
            Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, Float.intBitsToFloat(7));
    INDArray read = again(array);
    for (int i = 0; i < array.length(); i++) {
      assertEquals(
          Float.floatToRawIntBits(array.getFloat(i)), Float.floatToRawIntBits(read.getFloat(i)));
    }
  }

  @Test
  void scalarsAndNothingComeBack() throws IOException {
    assertEquals(3.5, again(Nd4j.scalar(3.5)).getDouble());
    assertEquals(0, again(Nd4j.scalar(3.5)).rank());
    assertNull(again(null));
  }

  @Test
  void whatEndsTooEarlyIsNoArray() throws IOException {
    byte[] bytes = written(Nd4j.ones(2, 3));
    for (int length = 0; length < bytes.length; length++) {
      CheckpointReader reader = new CheckpointReader(new ByteArrayInputStream(bytes, 0, length));
      assertThrows(EOFException.class, reader::array);
    }
  }
}
