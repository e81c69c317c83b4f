package io.github.tbptt4j.zoo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of models of doc/zoo.md, made from their cards. */
public final class ReadmeTable {
  private static final String HEAD =
      """
      | model | data | measure | score | baselines | parameters | file |
      |---|---|---|---|---|---|---|
      """;

  private ReadmeTable() {}

  /**
   * Prints the table of all models.
   *
   * @param args unused
   */
  public static void main(String[] args) {
    System.out.print(of(Zoo.list()));
  }

  /**
   * Makes the table.
   *
   * @param cards of the models
   * @return the table in Markdown, one row for each score
   */
  public static String of(List<ModelCard> cards) {
    return HEAD + cards.stream().map(ReadmeTable::rows).collect(Collectors.joining());
  }

  private static String rows(ModelCard card) {
    return card.scores().stream().map(score -> row(card, score)).collect(Collectors.joining());
  }

  private static String row(ModelCard card, ModelCard.Score score) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | **%s %s** | %s | %,d | %.1f MB |%n",
        card.modelClass(),
        score.data(),
        score.metric(),
        number(score.value()),
        score.unit(),
        score.baselines().stream()
            .map(baseline -> baseline.name() + " " + number(baseline.value()))
            .collect(Collectors.joining("; ")),
        card.parameters(),
        card.bytes() / 1e6);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.2f", value);
  }
}
