package io.github.tbptt4j;

import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/** What DL4J's feed-forward and recurrent layers have in common, for making one out of another. */
final class CommonSettings {
  private CommonSettings() {}

  static void copy(FeedForwardLayer source, FeedForwardLayer to) {
    to.setLayerName(source.getLayerName());
    to.setIDropout(source.getIDropout());
    to.setConstraints(source.getConstraints());
    to.setActivationFn(source.getActivationFn());
    to.setWeightInitFn(source.getWeightInitFn());
    to.setBiasInit(source.getBiasInit());
    to.setGainInit(source.getGainInit());
    to.setRegularization(source.getRegularization());
    to.setRegularizationBias(source.getRegularizationBias());
    to.setIUpdater(source.getIUpdater());
    to.setBiasUpdater(source.getBiasUpdater());
    to.setWeightNoise(source.getWeightNoise());
    to.setGradientNormalization(source.getGradientNormalization());
    to.setGradientNormalizationThreshold(source.getGradientNormalizationThreshold());
    to.setNIn(source.getNIn());
    to.setNOut(source.getNOut());
    to.setTimeDistributedFormat(source.getTimeDistributedFormat());
  }
}
