package io.github.tbptt4j.internal.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The states of all recurrent layers between two time steps, by layer and key; [B, n] each. An
 * empty map is DL4J's zero state. Never changed once made.
 */
record NetworkState(List<Map<String, INDArray>> layers) {
  static NetworkState zero(int layers) {
    return new NetworkState(Collections.nCopies(layers, Map.of()));
  }

  NetworkState rows(int[] rows) {
    return map(state -> Chunk.rows(state, rows));
  }

  /** The same with the state of some examples zero. */
  NetworkState withZero(int[] rows) {
    return map(
        state -> {
          INDArray zeroed = state.dup();
          for (int row : rows) {
            Chunk.slice(zeroed, 0, row, row + 1).assign(0);
          }
          return zeroed;
        });
  }

  /** The same with zeros in place of what isn't finite. */
  NetworkState finite() {
    return map(
        state -> {
          INDArray finite = state.dup('c');
          DataBuffer numbers = finite.data(); // ND4J's Conditions.notFinite() replaces nothing
          for (long i = 0; i < finite.length(); i++) {
            if (!Double.isFinite(numbers.getDouble(i))) {
              numbers.put(i, 0);
            }
          }
          return finite;
        });
  }

  /** A minibatch of {@code examples} put together from parts; {@code rows} says where they go. */
  static NetworkState join(List<NetworkState> parts, List<int[]> rows, int examples) {
    NetworkState joined =
        parts
            .get(0)
            .map(
                state -> {
                  long[] shape = state.shape().clone();
                  shape[0] = examples;
                  return Nd4j.create(state.dataType(), shape);
                });
    for (int part = 0; part < parts.size(); part++) {
      int[] destination = rows.get(part);
      joined.zip(
          parts.get(part),
          (target, source) -> {
            for (int i = 0; i < destination.length; i++) {
              Chunk.slice(target, 0, destination[i], destination[i] + 1)
                  .assign(Chunk.slice(source, 0, i, i + 1));
            }
          });
    }
    return joined;
  }

  long bytes() {
    long bytes = 0;
    for (Map<String, INDArray> layer : layers) {
      for (INDArray state : layer.values()) {
        bytes += state.length() * state.dataType().width();
      }
    }
    return bytes;
  }

  private NetworkState map(UnaryOperator<INDArray> f) {
    List<Map<String, INDArray>> mapped = new ArrayList<>();
    for (Map<String, INDArray> layer : layers) {
      Map<String, INDArray> states = new HashMap<>();
      layer.forEach((key, state) -> states.put(key, f.apply(state)));
      mapped.add(states);
    }
    return new NetworkState(mapped);
  }

  private void zip(NetworkState other, BiConsumer<INDArray, INDArray> f) {
    for (int i = 0; i < layers.size(); i++) {
      Map<String, INDArray> theirs = other.layers.get(i);
      layers.get(i).forEach((key, state) -> f.accept(state, theirs.get(key)));
    }
  }
}
