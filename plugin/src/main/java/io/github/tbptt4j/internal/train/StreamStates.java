package io.github.tbptt4j.internal.train;

import java.util.Map;

/**
 * States at any position of a stream: where none is stored, the network runs forward from the one
 * before.
 *
 * @param pass how the network is run
 */
record StreamStates(WindowPass pass) {
  /** How many steps are run at once when only the state is wanted. */
  private static final int ADVANCE = 256;

  /** The state of some examples before a step. */
  NetworkState at(WindowStream stream, long position, int[] examples) {
    Map.Entry<Long, NetworkState> stored = stream.states.atOrBefore(position);
    NetworkState state = stored.getValue();
    if (examples.length < stream.examples()) {
      state = state.rows(examples);
    }
    return forward(stream, stored.getKey(), position, examples, state);
  }

  /** The state after the steps {@code [start, end)}. */
  NetworkState forward(
      WindowStream stream, long start, long end, int[] examples, NetworkState entering) {
    NetworkState state = entering;
    for (long from = start; from < end; ) {
      long to = Math.min(end, from + ADVANCE);
      state = pass.advance(stream.steps(from, to, examples), state);
      from = to;
    }
    return state;
  }
}
