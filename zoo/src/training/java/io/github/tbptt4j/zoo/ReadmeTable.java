package io.github.tbptt4j.zoo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The tables of models in doc/zoo.md, made from their cards. */
public final class ReadmeTable {
  private static final String HEAD =
      """
      | data | measure | score | beside it |
      |---|---|---|---|
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
   * Makes the tables.
   *
   * @param cards of the models
   * @return a table in Markdown for each, with a row for each score that has something beside it
   */
  public static String of(List<ModelCard> cards) {
    return cards.stream().map(ReadmeTable::table).collect(Collectors.joining("\n"));
  }

  private static String table(ModelCard card) {
    String rows =
        card.scores().stream()
            .filter(score -> !score.baselines().isEmpty())
            .map(ReadmeTable::row)
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "**%s**, %,d parameters, %.1f MB%n%n%s%s",
        card.modelClass(),
        card.parameters(),
        card.bytes() / 1e6,
        HEAD,
        rows);
  }

  private static String row(ModelCard.Score score) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | **%s %s** | %s |%n",
        score.data(),
        score.metric(),
        number(score.value()),
        score.unit(),
        score.baselines().stream()
            .map(baseline -> baseline.name() + " " + number(baseline.value()))
            .collect(Collectors.joining("; ")));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.2f", value);
  }
}
