/** The choice of a kernel, for recurrent layers and for outputs. */
package io.github.tbptt4j.internal.kernels;
