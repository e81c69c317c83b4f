package io.github.tbptt4j.zoo;

import io.github.tbptt4j.internal.files.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.deeplearning4j.common.resources.DL4JResources;
import org.deeplearning4j.common.resources.ResourceType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files fetched from URLs, kept in DL4J's cache under their checksum.
 *
 * <p>A file comes under its name only when it is whole and verified, by an atomic rename. A lock
 * keeps two processes, and two threads, from fetching the same file at once: the second one finds
 * it there. A cached file that was damaged later is fetched anew.
 */
final class ModelCache {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);
  private static final ConcurrentHashMap<Path, Object> MONITORS = new ConcurrentHashMap<>();
  private static final int MOST_BYTES = 1 << 28;

  private final Function<String, Path> directories;
  private final Set<String> schemes;
  private final Duration timeout;

  /**
   * A cache.
   *
   * @param directories where the files of a family are kept
   * @param schemes what URLs may begin with
   * @param timeout for the connection, and for each time that no data comes
   */
  ModelCache(Function<String, Path> directories, Set<String> schemes, Duration timeout) {
    this.directories = directories;
    this.schemes = schemes;
    this.timeout = timeout;
  }

  /** {@return the cache in DL4J's directory, which {@code DL4JResources} can move} */
  static ModelCache ofDl4j() {
    return new ModelCache(
        family -> DL4JResources.getDirectory(ResourceType.ZOO_MODEL, family).toPath(),
        Set.of("https", "file"),
        Duration.ofSeconds(30));
  }

  /** {@return the verified content of the file} */
  byte[] fetch(String family, URI source, String sha256) throws IOException {
    String checksum = Sha256.requireChecksum(sha256);
    requireKnownScheme(source);
    Path directory = Files.createDirectories(directories.apply(family));
    Path target = directory.resolve(checksum + ".zip").toAbsolutePath();
    synchronized (MONITORS.computeIfAbsent(target, path -> new Object())) {
      try (FileChannel channel = lockFile(directory, checksum);
          FileLock lock = channel.lock()) {
        assert lock.isValid();
        return cachedOrFetched(target, source, checksum);
      }
    }
  }

  private void requireKnownScheme(URI source) {
    if (source.getScheme() == null || !schemes.contains(source.getScheme())) {
      throw new IllegalArgumentException(
          "%s can't be fetched: give a URL that begins with one of %s."
              .formatted(source, schemes.stream().sorted().toList()));
    }
    if (source.getScheme().equals("file") && source.getAuthority() != null) {
      throw new IllegalArgumentException( // Java would ask an FTP server of that name
          "%s names another machine (%s): give file:///path."
              .formatted(source, source.getAuthority()));
    }
  }

  private static FileChannel lockFile(Path directory, String checksum) throws IOException {
    return FileChannel.open(
        directory.resolve(checksum + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private byte[] cachedOrFetched(Path target, URI source, String checksum) throws IOException {
    try {
      byte[] cached = Files.readAllBytes(target);
      if (Sha256.of(cached).equals(checksum)) {
        return cached;
      }
      LOG.warn("{} is damaged and fetched anew from {}.", target, source);
    } catch (NoSuchFileException e) {
      LOG.info("Fetching {} to {}.", source, target);
    }
    byte[] fetched = download(source);
    String actual = Sha256.of(fetched);
    if (!actual.equals(checksum)) {
      throw new IOException(
          "%s has the SHA-256 %s instead of %s (%,d bytes): it is another file, or it was damaged on the way. Nothing was kept."
              .formatted(source, actual, checksum, fetched.length));
    }
    AtomicFiles.write(target, out -> out.write(fetched));
    return fetched;
  }

  private byte[] download(URI source) throws IOException {
    URLConnection connection = source.toURL().openConnection();
    connection.setConnectTimeout((int) timeout.toMillis());
    connection.setReadTimeout((int) timeout.toMillis());
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(in.readNBytes(MOST_BYTES));
      if (bytes.size() == MOST_BYTES) {
        throw new IOException(source + " has more than " + MOST_BYTES + " bytes.");
      }
      requireAllOf(connection.getContentLengthLong(), bytes.size(), source);
      return bytes.toByteArray();
    } finally {
      if (connection instanceof HttpURLConnection http) {
        http.disconnect();
      }
    }
  }

  private static void requireAllOf(long expected, int actual, URI source) throws IOException {
    if (expected >= 0 && expected != actual) {
      throw new IOException(
          "%s ended after %,d of %,d bytes: try again.".formatted(source, actual, expected));
    }
  }
}
