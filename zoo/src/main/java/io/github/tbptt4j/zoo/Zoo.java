package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What pretrained models there are. */
public final class Zoo {
  private static final List<String> MODELS =
      List.of(
          TextGenerator.NAME,
          LanguageIdentifier.NAME,
          UserAgentClassifier.NAME,
          Pronouncer.NAME,
          DailyForecaster.NAME);

  private Zoo() {}

  /** {@return the card of every pretrained model} */
  public static List<ModelCard> list() {
    return MODELS.stream().map(PretrainedFiles::card).toList();
  }

  /**
   * The card of a model in a file.
   *
   * @param file a file that {@link SequenceModel#save(Path)} has written
   * @return the card in the file, or what the weights say if it has none
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static ModelCard card(Path file) throws IOException {
    String family = familyOf(file);
    SequenceModel<?> model =
        switch (family) {
          case TextGenerator.NAME -> TextGenerator.load(file);
          case LanguageIdentifier.NAME -> LanguageIdentifier.load(file);
          case UserAgentClassifier.NAME -> UserAgentClassifier.load(file);
          case DailyForecaster.NAME -> DailyForecaster.load(file);
          case Pronouncer.NAME -> Pronouncer.load(file);
          default ->
              throw new IOException(
                  "%s is a %s model, which this version doesn't know: it knows %s."
                      .formatted(file, family, String.join(", ", MODELS)));
        };
    return model.card();
  }

  /**
   * Which family's model lies in a file.
   *
   * @param file any file
   * @return its name, such as {@code daily-forecaster}; empty if it is no model of the zoo
   * @throws IOException if the file can't be read
   */
  public static Optional<String> family(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return Optional.of(ModelFile.family(ZipEntries.read(bytes)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String familyOf(Path file) throws IOException {
    try {
      return ModelFile.family(ZipEntries.read(Files.readAllBytes(file)));
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("%s is no model of the zoo: %s".formatted(file, e.getMessage()), e);
    }
  }
}
