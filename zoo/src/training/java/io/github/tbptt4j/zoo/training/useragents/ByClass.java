package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Texts of which a class is drawn, by the square root of its size, before one of them is. */
final class ByClass {
  private final List<List<LabelledText>> classes;
  private final double[] until; // sums of the roots

  ByClass(List<LabelledText> texts) {
    Map<String, List<LabelledText>> byLabel =
        texts.stream()
            .collect(Collectors.groupingBy(LabelledText::label, TreeMap::new, Collectors.toList()));
    classes = new ArrayList<>(byLabel.values());
    until = new double[classes.size()];
    double sum = 0;
    for (int i = 0; i < until.length; i++) {
      sum += Math.sqrt(classes.get(i).size());
      until[i] = sum;
    }
  }

  LabelledText draw(Random random) {
    double place = random.nextDouble() * until[until.length - 1];
    int i = 0;
    while (until[i] < place) {
      i++;
    }
    return classes.get(i).get(random.nextInt(classes.get(i).size()));
  }
}
