/**
 * The matrices that carry gradients back through vanilla recurrent layers, and what multiplying by
 * them again and again does.
 *
 * <p>States are rows, h_t = f(z_t), z_t = x_t W + h_{t-1} RW + b. A small change dh_{t-1}, a row,
 * becomes dh_t = dh_{t-1} RW diag(f'(z_t)); an error as a column goes the other way by the same
 * matrix:
 *
 * <pre>
 *   M_t = RW diag(f'(z_t))      dL/dh_{t-1} = M_t dL/dh_t
 *   dL/dh_{s-k} = M_{s-k+1} .. M_s dL/dh_s
 * </pre>
 *
 * <p>The Jacobian dh_t/dh_{t-1} of textbooks, whose rows count outputs, is M_t transposed.
 */
package io.github.tbptt4j.internal.spectrum;
