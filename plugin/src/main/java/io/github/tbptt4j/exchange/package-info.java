/**
 * To other libraries and back: networks for ONNX runtimes, and weights to and from PyTorch by way
 * of SafeTensors files.
 */
package io.github.tbptt4j.exchange;
