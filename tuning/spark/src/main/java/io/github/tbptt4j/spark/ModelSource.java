package io.github.tbptt4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

/**
 * Where a model comes from. Each process reads it once, and again only when the file has changed.
 *
 * @param <M> the model, for any number of threads
 */
final class ModelSource<M> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Loaded> LOADED = new ConcurrentHashMap<>();

  private final String kind;
  private final SharedFile file; // null for the zoo's
  private final Reader<M> reader;

  /** From a file to a model. */
  @FunctionalInterface
  interface Reader<M> extends Serializable {
    M read(Path file) throws IOException;
  }

  private record Loaded(String stamp, Object model) {}

  private ModelSource(String kind, SharedFile file, Reader<M> reader) {
    this.kind = kind;
    this.file = file;
    this.reader = reader;
  }

  /** A model of the zoo: the reader is given no file. */
  static <M> ModelSource<M> ofZoo(String kind, Reader<M> reader) {
    return new ModelSource<>(kind, null, reader);
  }

  static <M> ModelSource<M> ofFile(String kind, String path, Reader<M> reader) {
    return new ModelSource<>(kind, SharedFile.of(path), reader);
  }

  /** {@return the same one, that executors know how to reach} */
  ModelSource<M> on(SparkSession session) {
    return file == null
        ? this
        : new ModelSource<>(kind, file.on(session.sparkContext().hadoopConfiguration()), reader);
  }

  /** {@return the model of this process} */
  @SuppressWarnings("unchecked") // of this kind and file there are no others
  M get() {
    String key = file == null ? kind : kind + " " + file.path();
    return (M)
        LOADED.compute(
                key,
                (same, there) -> {
                  try {
                    String stamp = file == null ? "" : file.stamp();
                    return there != null && there.stamp.equals(stamp)
                        ? there
                        : new Loaded(stamp, read());
                  } catch (IOException e) {
                    throw new UncheckedIOException(
                        "The model " + file.path() + " can't be read: " + e, e);
                  }
                })
            .model;
  }

  private M read() throws IOException {
    if (file == null) {
      return reader.read(null);
    }
    Path copy = file.local();
    try {
      return reader.read(copy);
    } finally {
      if (file.isCopied()) {
        Files.deleteIfExists(copy); // models lie in memory
      }
    }
  }
}
