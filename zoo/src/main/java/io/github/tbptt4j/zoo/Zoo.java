package io.github.tbptt4j.zoo;

import java.util.List;

/** What pretrained models there are. */
public final class Zoo {
  private static final List<String> MODELS =
      List.of(TextGenerator.NAME, LanguageIdentifier.NAME, UserAgentClassifier.NAME);

  private Zoo() {}

  /** {@return the card of every pretrained model} */
  public static List<ModelCard> list() {
    return MODELS.stream().map(PretrainedFiles::card).toList();
  }
}
