/** Kernels for arrays in the memory of the CPU: walks through time in Java, OpenBLAS's products. */
package io.github.tbptt4j.internal.kernel.cpu;
