package io.github.tbptt4j.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkFiles;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A file that executors read: of a Hadoop file system ({@code hdfs:///models/a.zip}), or of each
 * machine ({@code /models/a.zip}), which may have come by {@code --files} ({@code a.zip}).
 */
final class SharedFile implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A letter alone is a drive. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private final String path;
  private final SerializableConfiguration hadoop; // null for this machine's own

  private SharedFile(String path, SerializableConfiguration hadoop) {
    this.path = path;
    this.hadoop = hadoop;
  }

  static SharedFile of(String path) {
    return new SharedFile(path, null);
  }

  /** {@return whether it names a file system} */
  static boolean isOnHadoop(String path) {
    return SCHEME.matcher(path).matches();
  }

  SharedFile on(Configuration configuration) {
    return new SharedFile(path, new SerializableConfiguration(configuration));
  }

  String path() {
    return path;
  }

  /** {@return whether {@link #local} is a copy, which its reader deletes} */
  boolean isCopied() {
    return isOnHadoop(path);
  }

  /** {@return what is another one when the file has been written anew} */
  String stamp() throws IOException {
    if (!isCopied()) {
      Path file = ownFile();
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    }
    FileStatus status = system().getFileStatus(remote());
    return status.getModificationTime() + " " + status.getLen();
  }

  /** {@return the file on this machine, copied if it has to be; a copy keeps the name} */
  Path local() throws IOException {
    if (!isCopied()) {
      return ownFile();
    }
    Path copy = Files.createTempDirectory("tbptt4j-file").resolve(remote().getName());
    copy.getParent().toFile().deleteOnExit();
    copy.toFile().deleteOnExit();
    try (InputStream in = system().open(remote())) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }

  private Path ownFile() throws IOException {
    Path file = Path.of(path);
    if (!file.isAbsolute() && !Files.exists(file)) {
      Path shipped = Path.of(SparkFiles.get(path));
      file = Files.exists(shipped) ? shipped : file;
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(
          path, null, "neither on this machine nor shipped by --files; hdfs:// and the like do");
    }
    return file;
  }

  private org.apache.hadoop.fs.Path remote() {
    return new org.apache.hadoop.fs.Path(path);
  }

  private FileSystem system() throws IOException {
    return remote().getFileSystem(hadoop == null ? new Configuration() : hadoop.value());
  }
}
