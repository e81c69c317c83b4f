package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointFile;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.RandomState;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;

/** Everything that a network is between two calls of DL4J's own fit. */
public final class NetworkCheckpoint {
  private static final String KIND = "of DL4J's fit";

  private record Saved(NetworkSnapshot network, RandomState random, byte[] attachment) {
    static Saved read(CheckpointReader in) throws IOException {
      return new Saved(NetworkSnapshot.read(in), RandomState.read(in), in.bytes());
    }
  }

  private NetworkCheckpoint() {}

  /**
   * Saves a network, and where this thread's random generator stands.
   *
   * @param file where to
   * @param model a MultiLayerNetwork or ComputationGraph
   * @param attachment what else belongs to this moment
   * @throws java.io.UncheckedIOException if the file can't be written; an older one is as it was
   */
  public static void save(Path file, Model model, byte[] attachment) {
    CheckpointFile.write(
        file,
        out -> {
          out.text(KIND);
          NetworkSnapshot.of(model).write(out);
          RandomState.ofThisThread().write(out);
          out.bytes(attachment);
        });
  }

  /**
   * Makes a network, and this thread's random generator, what they were.
   *
   * @param file where it was saved
   * @param model a network of the same configuration
   * @return what else belonged to that moment
   * @throws IllegalArgumentException if the file isn't whole, or of another network
   */
  public static byte[] restore(Path file, Model model) {
    Saved saved =
        CheckpointFile.read(
            file,
            in -> {
              in.requireText(file, KIND);
              return Saved.read(in);
            });
    saved.network.requireSame(file, NetworkSnapshot.of(model));
    saved.network.restore(model);
    saved.random.set();
    return saved.attachment;
  }
}
