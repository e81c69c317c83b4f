package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of 4 GB is trained on in a process that has 64 MB for Java's objects. */
class LongerThanMemoryTest {
  private static final long BYTES = (1L << 32) + 12_345;

  @TempDir Path folder;

  @Tag("slow")
  @Test
  void memoryStaysAsItIsWhereverInALongFileIsTrained() throws IOException, InterruptedException {
    requireSparseFiles();
    long length = LongerThanMemory.streamLength(BYTES);
    long minibatches = -Math.floorDiv(-length, LongerThanMemory.STEPS);
    long[] places = {
      0, minibatches / 3, minibatches / 2 + 1, minibatches - LongerThanMemory.MINIBATCHES
    };
    Path file = sparse("long", BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long place : places) {
        for (int stream = 0; stream < LongerThanMemory.STREAMS; stream++) {
          write(channel, stream * length + place * LongerThanMemory.STEPS);
        }
      }
    }
    List<String> arguments = new ArrayList<>(List.of(file.toString()));
    LongStream.of(places).mapToObj(String::valueOf).forEach(arguments::add);
    String printed =
        OtherJvm.run(
            List.of("-Xmx64m", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"),
            LongerThanMemory.class,
            arguments.toArray(String[]::new));
    List<Long> resident =
        printed
            .lines()
            .filter(line -> line.startsWith("resident "))
            .map(line -> Long.valueOf(line.substring("resident ".length())))
            .toList();
    assertEquals(places.length, resident.size(), printed);
    long grown = resident.get(resident.size() - 1) - resident.get(0);
    assertTrue(grown < 64L << 20, "grown by " + (grown >> 20) + " MB: " + printed);
    assertTrue(printed.contains("more false"), printed);
    // Two a minibatch, and one for the last, which is short.
    assertTrue(
        printed.contains("updates " + (2 * places.length * LongerThanMemory.MINIBATCHES - 1)),
        printed);
  }

  /** The bytes of a place, as far as the file goes. */
  private static void write(FileChannel channel, long from) throws IOException {
    int steps = LongerThanMemory.MINIBATCHES * LongerThanMemory.STEPS + 1;
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(steps, BYTES - from));
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) LongerThanMemory.pattern(from + i));
    }
    channel.write(bytes, from);
  }

  private Path sparse(String name, long bytes) throws IOException {
    Path file = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.allocate(1), bytes - 1);
    }
    return file;
  }

  private void requireSparseFiles() throws IOException {
    long bytes = 1L << 29;
    long before = Files.getFileStore(folder).getUsableSpace();
    Path probe = sparse("probe", bytes);
    long taken = before - Files.getFileStore(folder).getUsableSpace();
    Files.delete(probe);
    assumeTrue(taken < bytes / 2, "The temporary folder's file system has no sparse files.");
  }
}
