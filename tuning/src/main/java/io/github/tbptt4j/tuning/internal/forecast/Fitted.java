package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.score.ConformalInterval;
import io.github.tbptt4j.tuning.table.TimeStep;
import java.util.List;
import java.util.Map;

/**
 * All of a model that isn't its network.
 *
 * @param version of this form
 * @param id tells models apart: states are of one only
 * @param encoder between table and network
 * @param weights how much of the network is believed, by target; empty for classes
 * @param intervals by target; empty for classes
 * @param peers what the model is compared with, by target; one for classes
 * @param step from row to row; null where there is no time
 * @param origin what it was made from
 * @param end where each series of the table it was made from stands at its end
 */
public record Fitted(
    int version,
    String id,
    Encoder encoder,
    double[] weights,
    List<ConformalInterval> intervals,
    List<Peers> peers,
    @MayBeNull TimeStep step,
    Origin origin,
    Map<String, SeriesState> end) {
  /** The form that is written. */
  public static final int VERSION = 1;

  /** Checks what may come from a file. */
  public Fitted {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "The model is of version " + version + ", this program reads version " + VERSION + ".");
    }
    int targets = encoder.targets().size();
    requireSize("weights", weights.length, targets);
    requireSize("intervals", intervals.size(), targets);
    requireSize("peers", peers.size(), encoder.roles().predicted().size());
    for (double weight : weights) {
      if (!(weight >= 0 && weight <= 1)) {
        throw new IllegalArgumentException("weight (" + weight + ") must lie between 0 and 1.");
      }
    }
    for (ConformalInterval interval : intervals) {
      if (interval.horizon() != encoder.roles().horizon()) {
        throw new IllegalArgumentException(
            "Intervals have the horizon %d, the model %d."
                .formatted(interval.horizon(), encoder.roles().horizon()));
      }
    }
    end.values().forEach(state -> state.requireFits(encoder));
  }

  private static void requireSize(String what, int size, int expected) {
    if (size != expected) {
      throw new IllegalArgumentException(
          "There are %d %s: there must be %d.".formatted(size, what, expected));
    }
  }

  Fitted with(List<ConformalInterval> others) {
    return new Fitted(version, id, encoder, weights, others, peers, step, origin, end);
  }

  Fitted endingAt(Map<String, SeriesState> states) {
    return new Fitted(version, id, encoder, weights, intervals, peers, step, origin, states);
  }
}
