package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The list of models for people. */
final class ZooText {
  private static final String LOWER = "lower is better";
  private static final double MEGA = 1e6;

  private ZooText() {}

  static String list(List<ModelCard> cards) {
    return cards.stream()
        .map(ZooText::model)
        .collect(Collectors.joining(System.lineSeparator()))
        .concat(
            System.lineSeparator() + "zoo NAME shows the card of one." + System.lineSeparator());
  }

  private static String model(ModelCard card) {
    String size =
        String.format(
            Locale.ROOT,
            "%,d parameters, %.1f MB, %s",
            card.parameters(),
            card.bytes() / MEGA,
            card.licence());
    return card.name()
        + line(card.summary())
        + card.scores().stream().findFirst().map(ZooText::score).map(ZooText::line).orElse("")
        + line(size)
        + System.lineSeparator();
  }

  private static String line(String text) {
    return System.lineSeparator() + "  " + text;
  }

  /**
   * The card's first score, which is what it begins with for a reason, beside the best of others.
   */
  private static String score(Score score) {
    Comparator<Baseline> byValue = Comparator.comparingDouble(Baseline::value);
    Optional<Baseline> best =
        score.metric().contains(LOWER)
            ? score.baselines().stream().min(byValue)
            : score.baselines().stream().max(byValue);
    return "%s %s %s (%s)"
            .formatted(number(score.value()), score.unit(), score.metric(), score.data())
        + best.map(b -> "; %s: %s".formatted(b.name(), number(b.value()))).orElse("");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.2f", value);
  }
}
