package io.github.tbptt4j.internal.train;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** States that the windows of a stream ended with, by position. */
final class StateStore {
  private final TreeMap<Long, NetworkState> states;

  StateStore(NetworkState initial) {
    states = new TreeMap<>(Map.of(0L, initial));
  }

  StateStore(SortedMap<Long, NetworkState> states) {
    this.states = new TreeMap<>(states);
  }

  private StateStore(StateStore other) {
    states = new TreeMap<>(other.states);
  }

  StateStore copy() {
    return new StateStore(this);
  }

  SortedMap<Long, NetworkState> all() {
    return states;
  }

  void put(long position, NetworkState state) {
    states.put(position, state);
  }

  /** The latest stored state at or before a position. */
  Map.Entry<Long, NetworkState> atOrBefore(long position) {
    return states.floorEntry(position);
  }

  /** Forgets the states that positions from this one on don't need; returns the oldest kept. */
  long keepFor(long position) {
    Long oldest = states.floorKey(position);
    states.headMap(oldest == null ? states.firstKey() : oldest, false).clear();
    return states.firstKey();
  }

  long bytes() {
    return states.values().stream().mapToLong(NetworkState::bytes).sum();
  }
}
