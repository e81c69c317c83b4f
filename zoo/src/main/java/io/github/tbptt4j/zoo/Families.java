package io.github.tbptt4j.zoo;

/** From what a file holds to a model of its class. */
final class Families {
  private Families() {}

  /** {@return the model; null if this version doesn't know its family} */
  static SequenceModel<?> model(ModelFile file) {
    return switch (file.family()) {
      case TextGenerator.NAME -> new TextGenerator(file);
      case LanguageIdentifier.NAME -> new LanguageIdentifier(file);
      case UserAgentClassifier.NAME -> new UserAgentClassifier(file);
      case Pronouncer.NAME -> new Pronouncer(file);
      case DailyForecaster.NAME -> new DailyForecaster(file);
      case TextClassifier.NAME -> new TextClassifier(file);
      default -> null;
    };
  }
}
