package io.github.tbptt4j.spark;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/** A sweep's folder on a Hadoop file system, and its copies on machines. */
final class SharedFolder implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String CHECKPOINT = "checkpoint";
  private static final String LOCK = ".lock";

  private static final int READINGS = 20;

  /** Of a file that is being written. */
  private static final String PART = ".part";

  private final String path;
  private final SerializableConfiguration hadoop;

  /** When the files were last sent, by name: only newer ones are sent again. */
  private final Map<String, Long> sent = new ConcurrentHashMap<>();

  SharedFolder(String path, SerializableConfiguration hadoop) {
    this.path = path;
    this.hadoop = hadoop;
  }

  /** {@return the folder of a candidate in a sweep's} */
  static String candidate(int index) {
    return String.format(Locale.ROOT, "candidates/%03d", index);
  }

  String path() {
    return path;
  }

  private Path at(String name) {
    return name.isEmpty() ? new Path(path) : new Path(path, name);
  }

  private FileSystem system() throws IOException {
    return at("").getFileSystem(hadoop.value());
  }

  /** Before anything is trained. */
  void requireWritable() throws IOException {
    Path probe = at(".writable-" + System.nanoTime());
    try {
      system().mkdirs(at(""));
      system().create(probe, false).close();
      system().delete(probe, false);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          path
              + " can't be written ("
              + e.getMessage()
              + "): give another path, or make it writable.",
          e);
    }
  }

  /** Copies a part of the folder, checkpoints left out: they are for executors. */
  void fetch(String name, java.nio.file.Path copy) throws IOException {
    if (!system().exists(at(name))) {
      return;
    }
    for (FileStatus file : system().listStatus(at(name))) {
      String child = (name.isEmpty() ? "" : name + "/") + file.getPath().getName();
      if (file.isDirectory()) {
        fetch(child, copy);
      } else if (!child.endsWith("/" + CHECKPOINT) && !child.endsWith(LOCK)) {
        fetchFile(child, copy.resolve(child));
      }
    }
  }

  /** Copies a file, if it is there. */
  void fetchFile(String name, java.nio.file.Path to) throws IOException {
    if (system().exists(at(name))) {
      Files.createDirectories(to.getParent());
      try (OutputStream out = Files.newOutputStream(to);
          var in = system().open(at(name))) {
        in.transferTo(out);
      }
    }
  }

  /** Sends what lies in the copy itself and is newer than what was sent: not the candidates. */
  synchronized void put(java.nio.file.Path copy) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(copy)) {
      for (java.nio.file.Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith(LOCK) && !name.endsWith(PART)) {
          long time = Files.getLastModifiedTime(file).toMillis();
          if (sent.getOrDefault(name, -1L) != time) {
            putFile(file, name);
            sent.put(name, time);
          }
        }
      }
    }
  }

  /** Sends a file; a reader finds the old one or the new one, never a part. */
  void putFile(java.nio.file.Path from, String name) throws IOException {
    write(name, Files.newInputStream(from));
  }

  void write(String name, byte[] content) throws IOException {
    write(name, new ByteArrayInputStream(content));
  }

  private void write(String name, InputStream content) throws IOException {
    Path part = at(name + "." + System.nanoTime() + PART);
    FileContext context = FileContext.getFileContext(system().getUri(), hadoop.value());
    try (content;
        OutputStream out =
            context.create(
                part, EnumSet.of(CreateFlag.CREATE), Options.CreateOpts.createParent())) {
      content.transferTo(out);
    }
    context.rename(part, at(name), Options.Rename.OVERWRITE);
  }

  /** {@return a small file's text; null if it isn't there} */
  String read(String name) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try (InputStream in = system().open(at(name))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (FileNotFoundException e) {
        return null;
      } catch (ChecksumException e) {
        if (attempt == READINGS) { // local files and their checksums are renamed one by one
          throw e;
        }
      }
    }
  }

  void delete(String name) throws IOException {
    system().delete(at(name), false);
  }
}
