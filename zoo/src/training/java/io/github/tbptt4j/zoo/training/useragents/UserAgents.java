package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.training.classify.Split;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Splits user agents so that near-duplicates stay together, each class by itself: 70 % of its
 * groups to train on, 10 % for validation, 20 % held out.
 */
public final class UserAgents {
  /** A class with fewer groups has none to hold out. */
  public static final int FEWEST_GROUPS = 4;

  private static final double HELD_OUT = 0.2;
  private static final double VALIDATION = 0.1;
  private static final long SEED = 20;

  private UserAgents() {}

  /**
   * Splits.
   *
   * @param all distinct user agents
   * @return those of the classes with enough groups
   */
  public static Split split(Collection<LabelledText> all) {
    Map<String, List<List<LabelledText>>> groups = groupsByLabel(all);
    groups.values().removeIf(ofLabel -> ofLabel.size() < FEWEST_GROUPS);
    List<List<LabelledText>> parts =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (List<List<LabelledText>> ofLabel : groups.values()) {
      Collections.shuffle(ofLabel, new Random(SEED));
      for (int i = 0; i < ofLabel.size(); i++) {
        double place = (double) i / ofLabel.size();
        int part = place < HELD_OUT ? 2 : place < HELD_OUT + VALIDATION ? 1 : 0;
        ofLabel.get(i).stream()
            .filter(example -> groups.containsKey(example.label()))
            .forEach(parts.get(part)::add);
      }
    }
    return new Split(parts.get(0), parts.get(1), parts.get(2));
  }

  /** A group of several labels goes with most of its members; each member keeps its label. */
  private static Map<String, List<List<LabelledText>>> groupsByLabel(Collection<LabelledText> all) {
    Map<String, List<LabelledText>> groups =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    example -> Similarity.key(example.text()), TreeMap::new, Collectors.toList()));
    return groups.values().stream()
        .collect(
            Collectors.groupingBy(
                UserAgents::commonestLabel, TreeMap::new, Collectors.toCollection(ArrayList::new)));
  }

  private static String commonestLabel(List<LabelledText> group) {
    Map<String, Long> counts =
        group.stream()
            .collect(
                Collectors.groupingBy(LabelledText::label, TreeMap::new, Collectors.counting()));
    return Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
