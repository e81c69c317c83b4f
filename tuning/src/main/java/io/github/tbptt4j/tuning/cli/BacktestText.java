package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.Backtest;
import io.github.tbptt4j.tuning.forecast.ValueScores;
import io.github.tbptt4j.tuning.internal.forecast.LeadScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Scores by lead, for people. */
final class BacktestText {
  private static final int MOST_LINES = 24;

  private BacktestText() {}

  /** Lines; the first of a column says where the model loses. */
  static String text(Backtest test) {
    StringBuilder text = new StringBuilder();
    for (Backtest.Column column : test.columns()) {
      text.append(verdict(column)).append(System.lineSeparator());
      text.append(TextTable.of(lines(column, MOST_LINES)));
    }
    text.append(about(test)).append(System.lineSeparator());
    return text.toString();
  }

  static String about(Backtest test) {
    String about =
        String.format(
            Locale.ROOT,
            "%,d origins, every %s; intervals promise to cover %s %%. Behind the names of"
                + " baselines: their RMSE; AR(p) is fitted to each lead.",
            test.origins(),
            test.options().step() == 1 ? "row" : test.options().step() + " rows",
            ScoreText.percent(test.options().level()));
    if (test.options().refits() > 0) {
      about += " Trained again %d times.".formatted(test.options().refits());
    }
    int leftOut = test.leftOut().size();
    return leftOut == 0
        ? about
        : about
            + (leftOut == 1
                ? " The series %s is too short and left out.".formatted(test.leftOut().get(0))
                : " %d series are too short and left out.".formatted(leftOut));
  }

  /** {@return a table: a line a lead, as many as asked for, and one of all together} */
  static List<List<String>> lines(Backtest.Column column, int most) {
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of(column.name(), "MAE", "RMSE", "MASE", "covered"));
    header.addAll(column.titles().values());
    lines.add(header);
    int leads = column.leads().size();
    int shown = Math.min(most, leads);
    for (int i = 0; i < shown; i++) {
      int index = shown == 1 ? 0 : (int) Math.round((double) i * (leads - 1) / (shown - 1));
      LeadScores lead = column.leads().get(index);
      lines.add(line("+" + lead.lead(), lead, column.titles()));
    }
    lines.add(line("all", column.total(), column.titles()));
    return lines;
  }

  private static List<String> line(String name, LeadScores scores, Map<String, String> titles) {
    ValueScores own = scores.metrics();
    List<String> line = new ArrayList<>();
    line.add(name);
    line.add(ScoreText.number(own.mae()));
    line.add(ScoreText.number(own.rmse()));
    line.add(ScoreText.number(own.mase()));
    line.add(String.format(Locale.ROOT, "%.1f %%", 100 * scores.intervals().coverage()));
    titles.keySet().forEach(key -> line.add(ScoreText.number(scores.baselines().get(key).rmse())));
    return line;
  }

  /** One sentence: the leads where a baseline is better, and where by most. */
  static String verdict(Backtest.Column column) {
    List<Integer> lost = new ArrayList<>();
    LeadScores worst = null;
    double most = 1;
    for (LeadScores lead : column.leads()) {
      double best = lead.baselines().get(best(lead)).rmse();
      if (ScoreText.isWorse(lead.metrics().rmse(), best)) {
        lost.add(lead.lead());
        double factor = lead.metrics().rmse() / best;
        if (worst == null || factor > most) {
          worst = lead;
          most = factor;
        }
      }
    }
    if (worst == null) {
      return "The model of %s loses to no baseline, from +1 to +%d."
          .formatted(column.name(), column.leads().get(column.leads().size() - 1).lead());
    }
    String key = best(worst);
    return "The model of %s loses at %s to %s: RMSE %s against %s."
        .formatted(
            column.name(),
            lost.size() == 1 ? ranges(lost) : ranges(lost) + ", by most at +" + worst.lead() + ",",
            column.titles().get(key),
            ScoreText.number(worst.metrics().rmse()),
            ScoreText.number(worst.baselines().get(key).rmse()));
  }

  private static String best(LeadScores lead) {
    String best = null;
    for (Map.Entry<String, ValueScores> peer : lead.baselines().entrySet()) {
      if (best == null || peer.getValue().rmse() < lead.baselines().get(best).rmse()) {
        best = peer.getKey();
      }
    }
    return best;
  }

  /** 1, 2, 3, 7 is +1 to +3, +7. */
  static String ranges(List<Integer> numbers) {
    StringJoiner ranges = new StringJoiner(", ");
    for (int i = 0; i < numbers.size(); ) {
      int end = i;
      while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
        end++;
      }
      ranges.add("+" + numbers.get(i) + (end == i ? "" : " to +" + numbers.get(end)));
      i = end + 1;
    }
    return ranges.toString();
  }
}
