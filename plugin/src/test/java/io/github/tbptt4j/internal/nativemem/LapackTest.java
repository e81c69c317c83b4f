package io.github.tbptt4j.internal.nativemem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LapackTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 33, 64})
  void singularValuesAgreeWithAnotherLibrary(int n) {
    double[] matrix = gaussian(n * n);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(n, n, false, false, true);
    svd.decompose(new DMatrixRMaj(n, n, true, matrix.clone()));
    double[] theirs = svd.getSingularValues().clone();
    Arrays.sort(theirs);

    double[] ours = Lapack.singularValues(matrix, n);

    for (int i = 0; i < n; i++) {
      assertEquals(theirs[n - 1 - i], ours[i], 1e-11 * n);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 33, 64})
  void eigenvaluesAgreeWithAnotherLibrary(int n) {
    double[] matrix = gaussian(n * n);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, false);
    eigen.decompose(new DMatrixRMaj(n, n, true, matrix.clone()));
    double[][] theirs = new double[n][];
    for (int i = 0; i < n; i++) {
      Complex_F64 value = eigen.getEigenvalue(i);
      theirs[i] = new double[] {value.real, value.imaginary};
    }

    double[][] parts = Lapack.eigenvalues(matrix, n);

    double[][] ours = new double[n][];
    Arrays.setAll(ours, i -> new double[] {parts[0][i], parts[1][i]});
    // Those of the transpose are the same; rounding mustn't swap what is nearly equal.
    Comparator<double[]> byPlace =
        Comparator.<double[]>comparingLong(value -> Math.round(value[0] * 1e8))
            .thenComparingDouble(value -> value[1]);
    Arrays.sort(theirs, byPlace);
    Arrays.sort(ours, byPlace);
    for (int i = 0; i < n; i++) {
      assertArrayEquals(theirs[i], ours[i], 1e-11 * n);
    }
  }

  @Test
  void orthonormalColumnsTimesAnUpperTriangleAreTheMatrix() {
    int n = 9;
    int k = 4;
    double[] matrix = gaussian(n * k);
    double[] q = matrix.clone();

    double[] diagonal = Lapack.orthonormalise(q, n, k);

    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        assertEquals(i == j ? 1 : 0, dot(q, i, q, j, n), 1e-13);
        double r = dot(q, i, matrix, j, n); // R = Q^T A
        if (i > j) {
          assertEquals(0, r, 1e-13);
        } else if (i == j) {
          assertEquals(diagonal[i], Math.abs(r), 1e-13);
        }
      }
    }
  }

  @Test
  void aProductIsThatOfMatricesInColumns() {
    double[] c = new double[2];

    Lapack.multiply(new double[] {1, 2, 3, 4}, new double[] {5, 6}, c, 2, 1);

    assertArrayEquals(new double[] {1 * 5 + 3 * 6, 2 * 5 + 4 * 6}, c);
  }

  @Test
  void theMatrixStaysAsItIs() {
    double[] matrix = gaussian(9);
    double[] before = matrix.clone();
    Lapack.eigenvalues(matrix, 3);
    Lapack.singularValues(matrix, 3);
    assertArrayEquals(before, matrix);
  }

  @Test
  void arraysOfAnotherSizeAreRefusedBeforeAnythingNativeSeesThem() {
    double[] eight = new double[8];
    double[] nine = new double[9];
    refused("3 rows and 3 columns can't be in an array of 8", () -> Lapack.eigenvalues(eight, 3));
    refused("3 rows and 3 columns", () -> Lapack.singularValues(eight, 3));
    refused("65536 rows and 65536 columns", () -> Lapack.singularValues(new double[0], 65536));
    refused("0 rows", () -> Lapack.eigenvalues(new double[0], 0));
    refused("Columns (4) must be no more", () -> Lapack.orthonormalise(new double[12], 3, 4));
    refused("in an array of 8", () -> Lapack.orthonormalise(eight, 3, 3));
    refused("in an array of 8", () -> Lapack.multiply(eight, nine, nine.clone(), 3, 3));
    refused("in an array of 8", () -> Lapack.multiply(nine, eight, nine.clone(), 3, 3));
    refused("in an array of 8", () -> Lapack.multiply(nine, nine, eight, 3, 3));
    refused("an array of its own", () -> Lapack.multiply(nine, nine.clone(), nine, 3, 3));
  }

  @Test
  void valuesThatArentFiniteAreNamed() {
    double[] matrix = {1, 2, Double.NaN, 4};
    refused("NaN in row 0, column 1", () -> Lapack.eigenvalues(matrix, 2));
    refused("NaN in row 0, column 1", () -> Lapack.singularValues(matrix, 2));
    refused("NaN in row 0, column 1", () -> Lapack.orthonormalise(matrix, 2, 2));
  }

  private static void refused(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertEquals(part, message.contains(part) ? part : message);
  }

  private static double dot(double[] a, int i, double[] b, int j, int n) {
    double sum = 0;
    for (int row = 0; row < n; row++) {
      sum += a[i * n + row] * b[j * n + row];
    }
    return sum;
  }

  private static double[] gaussian(int count) {
    Random random = new Random(5);
    double[] values = new double[count];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }
}
