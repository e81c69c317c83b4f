package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What trained models there are: those that come along, and your own. */
public final class Zoo {
  /** The system property that names the folder of {@link #register registered} models. */
  public static final String FOLDER = "tbptt4j.zoo";

  private static final List<String> MODELS =
      List.of(
          TextGenerator.NAME,
          LanguageIdentifier.NAME,
          UserAgentClassifier.NAME,
          Pronouncer.NAME,
          DailyForecaster.NAME);
  private static final String FAMILIES =
      String.join(", ", MODELS) + ", " + TextClassifier.NAME; // of files

  private Zoo() {}

  /**
   * The card of every model, those that come along first.
   *
   * @return cards; the name of a registered one is the one that it is registered under
   * @throws UncheckedIOException if a registered one is damaged; {@link #unregister} takes it out
   */
  public static List<ModelCard> list() {
    List<ModelCard> cards = new ArrayList<>();
    MODELS.forEach(name -> cards.add(PretrainedFiles.card(name)));
    for (String name : registered()) {
      try {
        cards.add(card(name));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "%s Unregister %s and register it again.".formatted(sentence(e.getMessage()), name), e);
      }
    }
    return List.copyOf(cards);
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }

  private static ModelCard named(ModelCard card, String name) {
    return new ModelCard(
        name,
        card.modelClass(),
        card.summary(),
        card.architecture(),
        card.parameters(),
        card.file(),
        card.bytes(),
        card.sha256(),
        card.licence(),
        card.data(),
        card.training(),
        card.scores(),
        card.intendedUse(),
        card.limits(),
        card.breakdowns(),
        card.speed(),
        card.memory());
  }

  /**
   * The names of registered models, which may be damaged.
   *
   * @return the names, sorted
   * @throws UncheckedIOException if the folder can't be read
   */
  public static List<String> registered() {
    try {
      return registry().names();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Registry registry() {
    return Registry.ofUser(Set.copyOf(MODELS));
  }

  /**
   * Keeps a copy of a model in the user's own zoo: in the folder that the system property {@value
   * #FOLDER} names, otherwise below DL4J's folder of models.
   *
   * @param name up to 64 of a-z, 0-9, '.', '_' and '-', which no other model has
   * @param file of a model, as {@link SequenceModel#save(Path)} writes it; verified first
   * @throws IOException if the file can't be read, is damaged or of an unknown kind, or if the copy
   *     can't be written; nothing is registered then
   * @throws IllegalArgumentException if the name can't be one, or is taken
   */
  public static void register(String name, Path file) throws IOException {
    registry().requireFree(name);
    byte[] bytes = Files.readAllBytes(file);
    model(bytes, file.toString());
    registry().add(name, bytes);
  }

  /**
   * Keeps a model in the user's own zoo.
   *
   * @param name up to 64 of a-z, 0-9, '.', '_' and '-', which no other model has
   * @param model any model
   * @throws IOException if it can't be written; nothing is registered then
   * @throws IllegalArgumentException if the name can't be one, or is taken
   */
  public static void register(String name, SequenceModel<?> model) throws IOException {
    registry().add(name, model.bytes());
  }

  /**
   * Sees that a model can be registered under a name, before it is trained for hours.
   *
   * @param name up to 64 of a-z, 0-9, '.', '_' and '-', which no other model has
   * @throws IllegalArgumentException if the name can't be one, or is taken
   */
  public static void requireFree(String name) {
    registry().requireFree(name);
  }

  /**
   * Takes a registered model out of the user's zoo; its file is deleted.
   *
   * @param name its name
   * @throws IOException if there is none, or if it can't be deleted
   */
  public static void unregister(String name) throws IOException {
    registry().remove(name);
  }

  /**
   * Loads a model by name.
   *
   * @param name of a model that comes along or is registered
   * @return the model, of the class that its card names
   * @throws IOException if there is none of this name, or if it is damaged
   */
  public static SequenceModel<?> load(String name) throws IOException {
    return switch (name) {
      case TextGenerator.NAME -> TextGenerator.pretrained();
      case LanguageIdentifier.NAME -> LanguageIdentifier.pretrained();
      case UserAgentClassifier.NAME -> UserAgentClassifier.pretrained();
      case Pronouncer.NAME -> Pronouncer.pretrained();
      case DailyForecaster.NAME -> DailyForecaster.pretrained();
      default -> load(registry().file(name));
    };
  }

  /**
   * Loads a model of any kind.
   *
   * @param file a file that {@link SequenceModel#save(Path)} has written
   * @return the model, of the class that its card names
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static SequenceModel<?> load(Path file) throws IOException {
    return model(Files.readAllBytes(file), file.toString());
  }

  private static SequenceModel<?> model(byte[] bytes, String source) throws IOException {
    String family = family(bytes, source);
    SequenceModel<?> model = ModelFile.read(bytes, family, source, Families::model);
    if (model == null) {
      throw new IOException(
          "%s is a %s model, which this version doesn't know: it knows %s."
              .formatted(source, family, FAMILIES));
    }
    return model;
  }

  /**
   * The card of one model; the others needn't be whole.
   *
   * @param name of a model that comes along or is registered
   * @return its card, as {@link #list} has it
   * @throws IOException if there is none of this name, or if it is damaged
   */
  public static ModelCard card(String name) throws IOException {
    return MODELS.contains(name) ? PretrainedFiles.card(name) : named(load(name).card(), name);
  }

  /**
   * The card of a model in a file.
   *
   * @param file a file that {@link SequenceModel#save(Path)} has written
   * @return the card in the file, or what the weights say if it has none
   * @throws IOException if the file can't be read, is damaged, or holds something else
   */
  public static ModelCard card(Path file) throws IOException {
    return load(file).card();
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

  private static String family(byte[] bytes, String source) throws IOException {
    try {
      return ModelFile.family(ZipEntries.read(bytes));
    } catch (IOException e) {
      throw new IOException("%s is no model of the zoo: %s".formatted(source, e.getMessage()), e);
    }
  }
}
