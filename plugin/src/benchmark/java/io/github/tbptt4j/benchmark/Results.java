package io.github.tbptt4j.benchmark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named arrays that a peer has computed, and the file they travel in from one JVM to another. */
final class Results {
  private final Map<String, float[]> arrays = new LinkedHashMap<>();

  Results put(String name, float[] values) {
    arrays.put(name, values);
    return this;
  }

  /** Losses of updates; the first one apart, because not everybody has the others. */
  Results putLosses(List<Double> losses) {
    float[] all = new float[losses.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = losses.get(i).floatValue();
    }
    put("first loss", new float[] {all[0]});
    return all.length == 1 ? this : put("losses", all);
  }

  Map<String, float[]> arrays() {
    return arrays;
  }

  void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(arrays.size());
      for (Map.Entry<String, float[]> array : arrays.entrySet()) {
        out.writeUTF(array.getKey());
        out.writeInt(array.getValue().length);
        for (float value : array.getValue()) {
          out.writeFloat(value);
        }
      }
    }
  }

  static Results read(Path file) throws IOException {
    Results results = new Results();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        float[] values = new float[in.readInt()];
        for (int j = 0; j < values.length; j++) {
          values[j] = in.readFloat();
        }
        results.put(name, values);
      }
    }
    return results;
  }
}
