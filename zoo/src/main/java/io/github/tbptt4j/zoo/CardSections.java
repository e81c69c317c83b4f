package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.internal.card.Section;
import io.github.tbptt4j.zoo.internal.card.Section.Bars;
import io.github.tbptt4j.zoo.internal.card.Section.Block;
import io.github.tbptt4j.zoo.internal.card.Section.Fact;
import io.github.tbptt4j.zoo.internal.card.Section.Facts;
import io.github.tbptt4j.zoo.internal.card.Section.Items;
import io.github.tbptt4j.zoo.internal.card.Section.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A card in the order in which people ask: how well, at what price, what not, and where from. */
final class CardSections {
  private static final String PERCENT = "%";
  private static final int DIGITS = 3;

  private final List<Section> sections = new ArrayList<>();

  private CardSections() {}

  /** {@return what a card says, without what it doesn't know} */
  static List<Section> of(ModelCard card) {
    CardSections all = new CardSections();
    all.add("How well it does", card.scores().stream().map(s -> bars(card, s)).toList());
    all.add("In parts", card.breakdowns().stream().map(CardSections::bars).toList());
    all.add("Speed and memory", costs(card));
    all.add("What it is for", items(card.intendedUse()));
    all.add("Limits", items(card.limits()));
    all.add("The model", facts(model(card)));
    all.add("Training", facts(training(card.training())));
    all.add("Data", card.data().stream().map(CardSections::data).toList());
    return List.copyOf(all.sections);
  }

  private void add(String heading, List<? extends Block> blocks) {
    if (!blocks.isEmpty()) {
      sections.add(new Section(heading, List.copyOf(blocks)));
    }
  }

  private static Bars bars(ModelCard card, Score score) {
    List<Row> rows = new ArrayList<>();
    rows.add(row(card.modelClass(), score.value(), score.unit(), ""));
    score.baselines().forEach(b -> rows.add(row(b.name(), b.value(), score.unit(), "")));
    return bars(score.data() + ": " + score.metric(), score.unit(), rows);
  }

  private static Bars bars(Breakdown parts) {
    List<Row> rows =
        parts.parts().stream()
            .map(
                p ->
                    row(
                        p.name(),
                        p.value(),
                        parts.unit(),
                        String.format(Locale.ROOT, "%,d", p.count())))
            .toList();
    return bars(
        "%s: %s by %s, and how many examples".formatted(parts.data(), parts.metric(), parts.by()),
        parts.unit(),
        rows);
  }

  private static Bars bars(String title, String unit, List<Row> rows) {
    DoubleStream values = rows.stream().mapToDouble(Row::value);
    double scale = unit.equals(PERCENT) ? 100 : values.filter(Double::isFinite).max().orElse(1);
    return new Bars(title + " (" + unit + ")", rows, scale > 0 ? scale : 1);
  }

  private static Row row(String name, double value, String unit, String note) {
    return new Row(name, value, number(value, unit), note);
  }

  /** {@return a value of a unit for people} */
  static String number(double value, String unit) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    return unit.equals(PERCENT)
        ? String.format(Locale.ROOT, "%.2f", value)
        : BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_UP).toPlainString();
  }

  private static List<Block> costs(ModelCard card) {
    Stream<Fact> speed =
        card.speed().stream()
            .map(
                s ->
                    new Fact(
                        s.use(),
                        String.format(
                            Locale.ROOT,
                            "%,.0f %s a second; %s",
                            s.perSecond(),
                            s.unit(),
                            s.machine())));
    Stream<Fact> memory =
        card.memory().stream()
            .map(m -> new Fact(m.use(), String.format(Locale.ROOT, "%,.1f MB", m.megabytes())));
    return facts(Stream.concat(speed, memory).toList());
  }

  private static List<Fact> model(ModelCard card) {
    return List.of(
        new Fact("name", card.name()),
        new Fact("class", card.modelClass()),
        new Fact("architecture", card.architecture()),
        new Fact("parameters", String.format(Locale.ROOT, "%,d", card.parameters())),
        new Fact("file", card.file()),
        new Fact("size", String.format(Locale.ROOT, "%,d bytes", card.bytes())),
        new Fact("SHA-256", card.sha256()),
        new Fact("licence", card.licence()));
  }

  private static List<Fact> training(Training training) {
    return training.command().isEmpty() && training.machine().isEmpty()
        ? List.of()
        : List.of(
            new Fact("command", training.command()),
            new Fact("time", String.format(Locale.ROOT, "%,d seconds", training.seconds())),
            new Fact("machine", training.machine()),
            new Fact("seed", Long.toString(training.seed())));
  }

  private static Facts data(DataSource data) {
    return new Facts(
        known(
            List.of(
                new Fact("name", data.name()),
                new Fact("use", data.use()),
                new Fact("artifact", data.coordinates()),
                new Fact("file", data.file()),
                new Fact("SHA-256", data.sha256()),
                new Fact("licence", data.licence()))));
  }

  private static List<Block> facts(List<Fact> facts) {
    List<Fact> known = known(facts);
    return known.isEmpty() ? List.of() : List.of(new Facts(known));
  }

  private static List<Fact> known(List<Fact> facts) {
    return facts.stream().filter(fact -> !fact.text().isEmpty()).toList();
  }

  private static List<Block> items(List<String> texts) {
    return texts.isEmpty() ? List.of() : List.of(new Items(texts));
  }
}
