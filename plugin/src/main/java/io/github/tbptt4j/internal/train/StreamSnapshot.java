package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A stream in a checkpoint: the steps that wait or are looked back at, and the states. */
final class StreamSnapshot {
  private StreamSnapshot() {}

  static void write(WindowStream stream, CheckpointWriter out) throws IOException {
    stream.plan.write(out);
    out.number(stream.next);
    out.bool(stream.begins != null);
    if (stream.begins != null) {
      out.numbers(stream.begins);
      stream.form().write(out);
    }
    out.number(stream.buffer.end());
    out.bool(stream.buffer.held() != null);
    if (stream.buffer.held() != null) {
      write(stream.buffer.held(), out);
    }
    out.integer(stream.states.all().size());
    for (Map.Entry<Long, NetworkState> state : stream.states.all().entrySet()) {
      out.number(state.getKey());
      write(state.getValue(), out);
    }
  }

  /** Reads a stream; {@code plan} is the truncation's, and takes what it had to remember. */
  static WindowStream read(CheckpointReader in, WindowPlan plan) throws IOException {
    plan.read(in);
    long next = in.number();
    boolean begun = in.bool();
    long[] begins = begun ? in.numbers() : null;
    StreamForm form = begun ? StreamForm.read(in) : null;
    long end = in.number();
    SequenceBuffer buffer = new SequenceBuffer(in.bool() ? readChunk(in) : null, end);
    SortedMap<Long, NetworkState> states = new TreeMap<>();
    for (int left = in.integer(); left > 0; left--) {
      states.put(in.number(), readState(in));
    }
    return new WindowStream(buffer, new StateStore(states), plan, next, begins, form);
  }

  private static void write(Chunk chunk, CheckpointWriter out) throws IOException {
    out.integer(chunk.timeAxis());
    out.arrays(chunk.features());
    out.arrays(chunk.labels());
    out.arrays(chunk.featureMasks());
    out.arrays(chunk.labelMasks());
  }

  private static Chunk readChunk(CheckpointReader in) throws IOException {
    return new Chunk(in.integer(), in.arrays(), in.arrays(), in.arrays(), in.arrays());
  }

  private static void write(NetworkState state, CheckpointWriter out) throws IOException {
    out.integer(state.layers().size());
    for (Map<String, INDArray> layer : state.layers()) {
      out.integer(layer.size());
      for (Map.Entry<String, INDArray> one : new TreeMap<>(layer).entrySet()) {
        out.text(one.getKey());
        out.array(one.getValue());
      }
    }
  }

  private static NetworkState readState(CheckpointReader in) throws IOException {
    List<Map<String, INDArray>> layers = new ArrayList<>();
    for (int layer = in.integer(); layer > 0; layer--) {
      Map<String, INDArray> state = new HashMap<>();
      for (int left = in.integer(); left > 0; left--) {
        state.put(in.text(), in.array());
      }
      layers.add(state);
    }
    return new NetworkState(layers);
  }
}
