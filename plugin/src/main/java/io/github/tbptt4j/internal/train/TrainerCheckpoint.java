package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointFile;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import io.github.tbptt4j.internal.train.checkpoint.RandomState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a trainer is between two minibatches.
 *
 * @param settings of the trainer, in words
 * @param network parameters, updater state, counts
 * @param stream states that are carried, steps that wait
 * @param random where the random generator stands
 * @param position in an iterator; empty where minibatches come one by one
 * @param attachment bytes of the user's
 */
record TrainerCheckpoint(
    Map<String, String> settings,
    NetworkSnapshot network,
    WindowStream stream,
    RandomState random,
    Optional<EpochPosition> position,
    byte[] attachment) {
  private static final String KIND = "of a TruncatedBpttTrainer";

  void save(Path file) {
    CheckpointFile.write(file, this::write);
  }

  /**
   * Reads a file.
   *
   * @param itsSettings of the trainer that asks
   * @param plan of its truncation; takes what the file's has to remember
   * @throws IllegalArgumentException if the trainer is another one
   */
  static TrainerCheckpoint load(Path file, Map<String, String> itsSettings, WindowPlan plan) {
    return CheckpointFile.read(
        file,
        in -> {
          in.requireText(file, KIND);
          Map<String, String> settings = readSettings(in);
          requireSameSettings(file, settings, itsSettings); // they say how to read what follows
          return read(in, settings, plan);
        });
  }

  private void write(CheckpointWriter out) throws IOException {
    out.text(KIND);
    out.integer(settings.size());
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      out.text(setting.getKey());
      out.text(setting.getValue());
    }
    network.write(out);
    StreamSnapshot.write(stream, out);
    random.write(out);
    out.bool(position.isPresent());
    if (position.isPresent()) {
      position.get().write(out);
    }
    out.bytes(attachment);
  }

  private static Map<String, String> readSettings(CheckpointReader in) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int left = in.integer(); left > 0; left--) {
      settings.put(in.text(), in.text());
    }
    return settings;
  }

  private static TrainerCheckpoint read(
      CheckpointReader in, Map<String, String> settings, WindowPlan plan) throws IOException {
    return new TrainerCheckpoint(
        settings,
        NetworkSnapshot.read(in),
        StreamSnapshot.read(in, plan),
        RandomState.read(in),
        in.bool() ? Optional.of(EpochPosition.read(in)) : Optional.empty(),
        in.bytes());
  }

  /**
   * Checks that a network is the one that this is of.
   *
   * @throws IllegalArgumentException saying what differs
   */
  void requireSame(Path file, NetworkSnapshot itsNetwork) {
    network.requireSame(file, itsNetwork);
  }

  private static void requireSameSettings(
      Path file, Map<String, String> settings, Map<String, String> itsSettings) {
    for (Map.Entry<String, String> setting : itsSettings.entrySet()) {
      String there = settings.get(setting.getKey());
      if (!setting.getValue().equals(there)) {
        throw new IllegalArgumentException(
            "The checkpoint "
                + file
                + " is of another trainer: "
                + setting.getKey()
                + " is "
                + there
                + " there, "
                + setting.getValue()
                + " here. Build the trainer as it was, or begin anew.");
      }
    }
  }
}
