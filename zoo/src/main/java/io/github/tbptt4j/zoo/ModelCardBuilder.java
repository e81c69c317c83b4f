package io.github.tbptt4j.zoo;

import java.util.List;

/**
 * A card in the making: what people say of a model. What its weights say (name, class, parameters,
 * size, SHA-256) stays as it is.
 */
public final class ModelCardBuilder {
  private final ModelCard weights;
  private String summary;
  private String licence;
  private List<ModelCard.DataSource> data;
  private ModelCard.Training training;
  private List<ModelCard.Score> scores;
  private List<ModelCard.Breakdown> breakdowns;
  private List<ModelCard.Speed> speed;
  private List<ModelCard.Memory> memory;
  private List<String> intendedUse;
  private List<String> limits;

  ModelCardBuilder(ModelCard card) {
    weights = card;
    summary = card.summary();
    licence = card.licence();
    data = card.data();
    training = card.training();
    scores = card.scores();
    breakdowns = card.breakdowns();
    speed = card.speed();
    memory = card.memory();
    intendedUse = card.intendedUse();
    limits = card.limits();
  }

  /**
   * Says what it does, in one sentence.
   *
   * @param summary what it does, in one sentence
   * @return this builder
   */
  public ModelCardBuilder summary(String summary) {
    this.summary = summary;
    return this;
  }

  /**
   * Says the licence of the weights.
   *
   * @param licence licence of the weights
   * @return this builder
   */
  public ModelCardBuilder licence(String licence) {
    this.licence = licence;
    return this;
  }

  /**
   * Says what it was trained on and measured with.
   *
   * @param data what it was trained on and measured with
   * @return this builder
   */
  public ModelCardBuilder data(List<ModelCard.DataSource> data) {
    this.data = data;
    return this;
  }

  /**
   * Says how it was trained.
   *
   * @param training how it was trained
   * @return this builder
   */
  public ModelCardBuilder training(ModelCard.Training training) {
    this.training = training;
    return this;
  }

  /**
   * Says how well it does.
   *
   * @param scores how well it does
   * @return this builder
   */
  public ModelCardBuilder scores(List<ModelCard.Score> scores) {
    this.scores = scores;
    return this;
  }

  /**
   * Says the scores in parts.
   *
   * @param breakdowns its scores in parts
   * @return this builder
   */
  public ModelCardBuilder breakdowns(List<ModelCard.Breakdown> breakdowns) {
    this.breakdowns = breakdowns;
    return this;
  }

  /**
   * Says how fast it is.
   *
   * @param speed how fast it is
   * @return this builder
   */
  public ModelCardBuilder speed(List<ModelCard.Speed> speed) {
    this.speed = speed;
    return this;
  }

  /**
   * Says what it takes of the memory.
   *
   * @param memory what it takes of the memory
   * @return this builder
   */
  public ModelCardBuilder memory(List<ModelCard.Memory> memory) {
    this.memory = memory;
    return this;
  }

  /**
   * Says what it is for.
   *
   * @param intendedUse what it is for
   * @return this builder
   */
  public ModelCardBuilder intendedUse(List<String> intendedUse) {
    this.intendedUse = intendedUse;
    return this;
  }

  /**
   * Says what it is not for, and what it does badly.
   *
   * @param limits what it is not for, and what it does badly
   * @return this builder
   */
  public ModelCardBuilder limits(List<String> limits) {
    this.limits = limits;
    return this;
  }

  /** {@return the card} */
  public ModelCard build() {
    return new ModelCard(
        weights.name(),
        weights.modelClass(),
        summary,
        weights.architecture(),
        weights.parameters(),
        weights.file(),
        weights.bytes(),
        weights.sha256(),
        licence,
        data,
        training,
        scores,
        intendedUse,
        limits,
        breakdowns,
        speed,
        memory);
  }
}
