/**
 * The arithmetic of a vanilla RNN, forward and backward through time, and of its output: what a
 * kernel is and works on, the gate before it, and the kernels that run everywhere.
 */
package io.github.tbptt4j.internal.kernel;
