package io.github.tbptt4j.internal.kernel;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a kernel writes the gradients of an output layer, each of the shape of what it belongs to.
 *
 * @param w dLoss/dW, [nIn, nOut]
 * @param b dLoss/db, absent for a layer without bias
 * @param x dLoss/dx, [rows, nIn] in c order
 */
public record OutputGradients(INDArray w, Optional<INDArray> b, INDArray x) {}
