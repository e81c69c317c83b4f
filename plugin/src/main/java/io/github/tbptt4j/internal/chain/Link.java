package io.github.tbptt4j.internal.chain;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;

/**
 * A layer of a chain.
 *
 * @param name what a person calls it, with "layer" or "vertex" before it
 * @param key what DL4J's names of its parameters begin with
 * @param layer the layer
 * @param preProcessor what its input passes first, or null
 */
public record Link(String name, String key, Layer layer, InputPreProcessor preProcessor) {

  /** {@return the layer itself, where DL4J's LastTimeStep wraps it} */
  public Layer inner() {
    return layer instanceof LastTimeStepLayer last ? last.getUnderlying() : layer;
  }

  /** {@return whether only the last real time step goes on} */
  public boolean takesLastStep() {
    return layer instanceof LastTimeStepLayer;
  }

  /** {@return whether it makes one step of all} */
  public boolean pools() {
    return layer instanceof GlobalPoolingLayer;
  }

  /** {@return whether what its input passes only puts rows for sequences, or sequences for rows} */
  public boolean onlyReshapes() {
    return preProcessor == null
        || preProcessor.getClass() == RnnToFeedForwardPreProcessor.class
        || preProcessor.getClass() == FeedForwardToRnnPreProcessor.class;
  }
}
