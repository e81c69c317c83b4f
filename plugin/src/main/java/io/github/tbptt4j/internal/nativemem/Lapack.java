package io.github.tbptt4j.internal.nativemem;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;

import java.util.Arrays;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/**
 * Decompositions by the LAPACK in ND4J's OpenBLAS. Matrices are in f order (column after column),
 * in arrays that are checked before anything native sees them: it knows no ends. A matrix in c
 * order is the transpose of one in f order, and has the same eigenvalues and singular values.
 */
public final class Lapack {
  private static final byte NO_VECTORS = 'N';

  private Lapack() {}

  /** Looked for once, when first asked. */
  private static final class Library {
    static final boolean AVAILABLE = CpuArrays.areHere() && loads();

    private static boolean loads() {
      try {
        Loader.load(openblas.class);
        return true;
      } catch (LinkageError | RuntimeException e) {
        return false;
      }
    }
  }

  /**
   * Checks that there is one.
   *
   * @throws IllegalStateException on backends without OpenBLAS
   */
  public static void require() {
    if (!Library.AVAILABLE) {
      throw new IllegalStateException(
          "Eigenvalues and singular values are computed by the LAPACK in OpenBLAS, which comes with"
              + " the backend nd4j-native and isn't here: save the network, and look at it there.");
    }
  }

  /**
   * The eigenvalues of a matrix (dgeev).
   *
   * @param matrix [n, n], kept as it is
   * @param n at least 1
   * @return the real parts, then the imaginary ones, [2][n]; of a conjugate pair, one follows the
   *     other
   * @throws IllegalArgumentException if the array is of another size, or a value isn't finite
   * @throws ArithmeticException if the iteration doesn't converge
   */
  public static double[][] eigenvalues(double[] matrix, int n) {
    requireMatrix(matrix, n, n);
    double[] overwritten = matrix.clone();
    double[][] parts = new double[2][n];
    double[] none = new double[1];
    try (OneBlasThread held = new OneBlasThread()) {
      requireDone(
          "dgeev",
          openblas.LAPACKE_dgeev(
              CblasColMajor,
              NO_VECTORS,
              NO_VECTORS,
              n,
              overwritten,
              n,
              parts[0],
              parts[1],
              none,
              1,
              none,
              1));
    }
    return parts;
  }

  /**
   * The singular values of a square matrix (dgesdd).
   *
   * @param matrix [n, n], kept as it is
   * @param n at least 1
   * @return the largest first, [n]
   * @throws IllegalArgumentException if the array is of another size, or a value isn't finite
   * @throws ArithmeticException if the iteration doesn't converge
   */
  public static double[] singularValues(double[] matrix, int n) {
    requireMatrix(matrix, n, n);
    double[] overwritten = matrix.clone();
    double[] values = new double[n];
    double[] none = new double[1];
    try (OneBlasThread held = new OneBlasThread()) {
      requireDone(
          "dgesdd",
          openblas.LAPACKE_dgesdd(
              CblasColMajor, NO_VECTORS, n, n, overwritten, n, values, none, 1, none, 1));
    }
    return values;
  }

  /**
   * Makes the columns of a matrix orthonormal: A = Q R (dgeqrf, dorgqr).
   *
   * @param matrix A, [n, k] with k up to n; overwritten with Q
   * @param n rows
   * @param k columns
   * @return the absolute values of R's diagonal, [k]
   * @throws IllegalArgumentException if the array is of another size, or a value isn't finite
   */
  public static double[] orthonormalise(double[] matrix, int n, int k) {
    requireMatrix(matrix, n, k);
    MemoryGate.require(k <= n, () -> "Columns (" + k + ") must be no more than rows (" + n + ").");
    double[] tau = new double[k];
    double[] diagonal = new double[k];
    try (OneBlasThread held = new OneBlasThread()) {
      requireDone("dgeqrf", openblas.LAPACKE_dgeqrf(CblasColMajor, n, k, matrix, n, tau));
      Arrays.setAll(diagonal, j -> Math.abs(matrix[j * n + j]));
      requireDone("dorgqr", openblas.LAPACKE_dorgqr(CblasColMajor, n, k, k, matrix, n, tau));
    }
    return diagonal;
  }

  /**
   * C = A B (dgemm).
   *
   * @param a [n, n]
   * @param b [n, k]
   * @param c [n, k], overwritten, none of the others
   * @param n rows
   * @param k columns
   * @throws IllegalArgumentException if an array is of another size
   */
  public static void multiply(double[] a, double[] b, double[] c, int n, int k) {
    requireSize(a, n, n);
    requireSize(b, n, k);
    requireSize(c, n, k);
    MemoryGate.require(c != a && c != b, "The product needs an array of its own.");
    require();
    try (OneBlasThread held = new OneBlasThread()) {
      openblas.cblas_dgemm(
          CblasColMajor, CblasNoTrans, CblasNoTrans, n, k, n, 1, a, n, b, n, 0, c, n);
    }
  }

  private static void requireMatrix(double[] matrix, int rows, int columns) {
    requireSize(matrix, rows, columns);
    for (int i = 0; i < matrix.length; i++) {
      if (!Double.isFinite(matrix[i])) {
        throw new IllegalArgumentException(
            "A matrix has the value "
                + matrix[i]
                + " in row "
                + i % rows
                + ", column "
                + i / rows
                + ": only finite ones can be decomposed.");
      }
    }
    require();
  }

  private static void requireSize(double[] matrix, int rows, int columns) {
    MemoryGate.require(
        rows >= 1 && columns >= 1 && matrix.length == (long) rows * columns,
        () ->
            "A matrix of "
                + rows
                + " rows and "
                + columns
                + " columns can't be in an array of "
                + matrix.length
                + " numbers.");
  }

  private static void requireDone(String routine, int info) {
    if (info != 0) {
      throw new ArithmeticException(
          "LAPACK's "
              + routine
              + " gave up with info "
              + info
              + (info > 0
                  ? ": its iteration didn't converge for this matrix."
                  : ": it refuses an argument, or has no memory."));
    }
  }
}
