package io.github.tbptt4j;

/**
 * How a {@link TruncatedBpttTrainer} runs the windows of its network.
 *
 * <p>Chains of {@link VanillaRnn} and dense layers under one RnnOutputLayer or {@link
 * FusedRnnOutputLayer} go the direct path: from the data straight to the parameters, without DL4J's
 * layers. Every other network goes DL4J's way, with the same results.
 *
 * @param direct whether windows go the direct path
 * @param reason why, in words for a person; for a direct path, what of it is DL4J's all the same
 */
public record TrainingPath(boolean direct, String reason) {
  /**
   * The system property that forces a path: {@code direct} or {@code dl4j}. A network that can't go
   * the direct path is then refused.
   */
  public static final String PROPERTY = "tbptt4j.trainer.path";
}
