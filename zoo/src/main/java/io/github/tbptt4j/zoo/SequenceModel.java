package io.github.tbptt4j.zoo;

import io.github.tbptt4j.internal.files.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.zip.Adler32;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.zoo.ModelMetaData;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.ZooType;

/**
 * A trained sequence model, as a model of DL4J's zoo. Immutable: one model serves many threads.
 *
 * <p>DL4J's {@link PretrainedType} is a closed list of image data sets. {@code IMAGENET}, which
 * DL4J's {@code initPretrained()} stands for, means the weights in the jar here; no other type is
 * available. Nothing is downloaded.
 *
 * @param <T> the model's own class
 */
public abstract class SequenceModel<T extends SequenceModel<T>> extends ZooModel<T> {
  private static final PretrainedType PRETRAINED = PretrainedType.IMAGENET;

  private final ModelFile file;

  SequenceModel(ModelFile file) {
    this.file = file;
  }

  /** {@return what the model is, as it lies in a file} */
  final ModelFile file() {
    return file;
  }

  /**
   * Reads a file that {@link #save(Path)} has written.
   *
   * @throws IOException if the file is damaged or not of this family; it is left as it is
   */
  static <M> M read(String family, Path path, Function<ModelFile, M> model) throws IOException {
    return ModelFile.read(Files.readAllBytes(path), family, path.toString(), model);
  }

  /**
   * Fetches a file, verifies it, keeps it in DL4J's cache and reads it.
   *
   * @throws IOException if it can't be fetched, has another checksum, or isn't of this family
   */
  static <M> M read(String family, URI source, String sha256, Function<ModelFile, M> model)
      throws IOException {
    return ModelFile.read(
        ModelCache.ofDl4j().fetch(family, source, sha256), family, source.toString(), model);
  }

  /**
   * This model as an ordinary network, to train on or to build on: a copy, which shares nothing
   * with this model.
   *
   * @return a new network with this model's parameters
   */
  public MultiLayerNetwork network() {
    return file.network();
  }

  /**
   * Writes the model to a file: the network as DL4J writes it, what its inputs and outputs mean,
   * and the card that came with it, if one did. An existing file is replaced; at no time is there
   * half a file.
   *
   * @param path where to
   * @throws IOException if that fails
   */
  public void save(Path path) throws IOException {
    byte[] whole = bytes();
    AtomicFiles.writeBesideOthers(path, out -> out.write(whole));
  }

  /** {@return the whole file} */
  final byte[] bytes() throws IOException {
    byte[] weights = file.toBytes();
    return file.card() == null ? weights : SavedCard.add(file.card(), weights);
  }

  /**
   * As {@link #save(Path)}, with a card of your own, which the model has when it is loaded.
   *
   * @param path where to
   * @param card {@link #card()}, to which was added what only you know: {@link
   *     ModelCard#toBuilder()}
   * @throws IOException if that fails
   * @throws IllegalArgumentException if the card is another model's: name, size, SHA-256 and number
   *     of parameters must be this one's
   */
  public void save(Path path, ModelCard card) throws IOException {
    byte[] weights = file.toBytes();
    List<String> wrong = SavedCard.misfits(CardIdentity.of(card), file, weights);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "The card is of another model: %s. Begin with card().toBuilder()."
              .formatted(String.join(", ", wrong)));
    }
    byte[] whole = SavedCard.add(card, weights);
    AtomicFiles.writeBesideOthers(path, out -> out.write(whole));
  }

  /**
   * What there is to know about this very model. Size and SHA-256 are those of its file without a
   * card.
   *
   * @return of a pretrained model the card in the jar; of one that was saved with a card that one;
   *     of any other one what its weights say, without scores
   */
  public ModelCard card() {
    return file.card() == null ? OwnCard.of(file, getClass().getSimpleName()) : file.card();
  }

  /** {@return a new network of this model's configuration, with new initial parameters} */
  @Override
  @SuppressWarnings("unchecked") // DL4J's method promises whatever the caller wants
  public MultiLayerNetwork init() {
    return file.untrainedNetwork();
  }

  /** {@return a new network with the weights in the jar} */
  @Override
  public MultiLayerNetwork initPretrained() {
    return PretrainedFiles.read(modelName()).network();
  }

  /**
   * As {@link #initPretrained()}.
   *
   * @param type {@code IMAGENET}, DL4J's default, for the weights in the jar
   * @param <M> MultiLayerNetwork
   * @return a new network with the weights in the jar
   * @throws UnsupportedOperationException for another type
   */
  @Override
  @SuppressWarnings("unchecked")
  public <M extends Model> M initPretrained(PretrainedType type) {
    if (!pretrainedAvailable(type)) {
      throw new UnsupportedOperationException(
          "%s has no weights for %s: use initPretrained().".formatted(modelName(), type));
    }
    return (M) initPretrained();
  }

  @Override
  public boolean pretrainedAvailable(PretrainedType type) {
    return type == PRETRAINED;
  }

  /** {@return the URL of the weights in the jar, null for a type that isn't available} */
  @Override
  public String pretrainedUrl(PretrainedType type) {
    if (!pretrainedAvailable(type)) {
      return null; // DL4J's way to say so
    }
    try {
      return PretrainedFiles.url(modelName(), PretrainedFiles.card(modelName()).file()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The checksum that DL4J knows. Loading checks the card's SHA-256 instead.
   *
   * @param type {@code IMAGENET} for the weights in the jar
   * @return their Adler-32, 0 for a type that isn't available
   */
  @Override
  public long pretrainedChecksum(PretrainedType type) {
    if (!pretrainedAvailable(type)) {
      return 0;
    }
    try {
      Adler32 checksum = new Adler32();
      checksum.update(PretrainedFiles.bytes(modelName(), PretrainedFiles.card(modelName()).file()));
      return checksum.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The input's shape is fixed by what the model reads.
   *
   * @param inputShape must be that of {@code metaData()}
   * @throws IllegalArgumentException if it is another one
   */
  @Override
  public void setInputShape(int[][] inputShape) {
    if (inputShape.length != 1 || inputShape[0].length == 0 || inputShape[0][0] != inputs()) {
      throw new IllegalArgumentException(
          "The input of %s is a sequence of %d elements a step; that can't be changed."
              .formatted(modelName(), inputs()));
    }
  }

  /** {@return one input of shape [size of a time step, any number of time steps]} */
  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // in DL4J, but every model of its zoo has it
  public ModelMetaData metaData() {
    return new ModelMetaData(new int[][] {{inputs(), -1}}, outputs(), ZooType.RNN);
  }

  @Override
  public Class<? extends Model> modelType() {
    return MultiLayerNetwork.class;
  }

  @Override
  public String modelName() {
    return file.family();
  }

  /** {@return size of the input vector of one time step} */
  abstract int inputs();

  /** {@return size of the output vector} */
  abstract int outputs();
}
