package io.github.tbptt4j.internal.train.checkpoint;

import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The first difference between two configurations of networks, in DL4J's JSON. It is compared, and
 * no object is made of it.
 */
public final class ConfigurationDifference {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_SHOWN = 80;

  /** Counts are part of the training; the seed is of the past once parameters are there. */
  private static final Set<String> FREE = Set.of("iterationCount", "epochCount", "seed");

  private ConfigurationDifference() {}

  /**
   * Compares.
   *
   * @param there the configuration in a checkpoint
   * @param here the one of the network
   * @return what differs, in words; empty where nothing does
   */
  public static Optional<String> between(String there, String here) {
    try {
      return between("", JSON.readTree(there), JSON.readTree(here));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DL4J's configuration is no JSON.", e);
    }
  }

  private static Optional<String> between(String path, JsonNode there, JsonNode here) {
    if (there != null && here != null && there.isObject() && here.isObject()) {
      return inObjects(path, there, here);
    }
    if (there != null && here != null && there.isArray() && here.isArray()) {
      return inArrays(path, there, here);
    }
    return there != null && there.equals(here)
        ? Optional.empty()
        : Optional.of(
            path
                + " is "
                + shown(there)
                + " in the checkpoint, "
                + shown(here)
                + " in the network");
  }

  private static Optional<String> inObjects(String path, JsonNode there, JsonNode here) {
    Set<String> names = new TreeSet<>();
    for (JsonNode node : new JsonNode[] {there, here}) {
      for (Iterator<String> each = node.fieldNames(); each.hasNext(); ) {
        names.add(each.next());
      }
    }
    names.removeAll(FREE);
    for (String name : names) {
      Optional<String> difference =
          between(path.isEmpty() ? name : path + "." + name, there.get(name), here.get(name));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> inArrays(String path, JsonNode there, JsonNode here) {
    if (there.size() != here.size()) {
      return Optional.of(
          path
              + " has "
              + there.size()
              + " entries in the checkpoint, "
              + here.size()
              + " in the network");
    }
    for (int i = 0; i < there.size(); i++) {
      Optional<String> difference = between(path + "[" + i + "]", there.get(i), here.get(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static String shown(JsonNode node) {
    String text = node == null ? "nothing" : node.toString();
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "..";
  }
}
