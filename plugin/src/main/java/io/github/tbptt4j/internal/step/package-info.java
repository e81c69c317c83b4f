/** Single time steps of one sequence, for inference. */
package io.github.tbptt4j.internal.step;
