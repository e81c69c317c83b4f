package io.github.tbptt4j.tuning.table;

import java.util.Map;

/** Names of zones that stand behind times, and their hours from UTC. */
final class Zones {
  private static final Map<String, Integer> ZONES =
      Map.ofEntries(
          Map.entry("Z", 0),
          Map.entry("UTC", 0),
          Map.entry("GMT", 0),
          Map.entry("WET", 0),
          Map.entry("WEST", 1),
          Map.entry("BST", 1),
          Map.entry("CET", 1),
          Map.entry("CEST", 2),
          Map.entry("MEZ", 1),
          Map.entry("MESZ", 2),
          Map.entry("EET", 2),
          Map.entry("EEST", 3),
          Map.entry("MSK", 3),
          Map.entry("JST", 9),
          Map.entry("EST", -5),
          Map.entry("EDT", -4),
          Map.entry("CST", -6),
          Map.entry("CDT", -5),
          Map.entry("MST", -7),
          Map.entry("MDT", -6),
          Map.entry("PST", -8),
          Map.entry("PDT", -7));

  private Zones() {}

  /** {@return hours from UTC; null for what is no name of a zone} */
  static Integer hours(String name) {
    return ZONES.get(name);
  }

  /** {@return the name that a file has, as long as it is right: summer's has another one} */
  static String name(String known, int minutes) {
    if (60 * ZONES.get(known) == minutes) {
      return known;
    }
    return ZONES.entrySet().stream()
        .filter(other -> 60 * other.getValue() == minutes)
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(known);
  }
}
