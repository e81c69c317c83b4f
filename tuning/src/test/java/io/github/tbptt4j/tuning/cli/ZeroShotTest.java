package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.DailyForecast;
import io.github.tbptt4j.zoo.DailyForecaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A forecast of a table by a model that wasn't trained on it. */
class ZeroShotTest {
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1); // a Monday
  private static final String PREDICT = "predict --model daily-forecaster --csv @y.csv ";

  @TempDir Path folder;

  private static int units(int day) {
    return 100 + 20 * (day % 7) + day * 13 % 5;
  }

  private void write(List<String> lines) throws IOException {
    Files.writeString(folder.resolve("y.csv"), String.join("\n", lines) + "\n");
  }

  private void writeDays(int days, int step) throws IOException {
    List<String> lines = new ArrayList<>(List.of("day,units"));
    for (int t = 0; t < days; t++) {
      lines.add(FIRST.plusDays((long) step * t) + "," + units(t));
    }
    write(lines);
  }

  private Run run(String options) {
    return Run.in(folder, PREDICT + options);
  }

  private void assertRefused(String options, String message) {
    Run run = run(options);
    assertTrue(run.exitCode() != 0, run.out());
    assertTrue(run.err().contains(message), run.err());
  }

  @Test
  void daysToComeAreThoseOfTheModel() throws IOException {
    writeDays(60, 1);
    Run run = run("--ahead 3 --interval 90");
    assertEquals(0, run.exitCode(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals("day,predicted_units,predicted_units_lower,predicted_units_upper", lines.get(0));
    double[] history = new double[60];
    for (int t = 0; t < history.length; t++) {
      history[t] = units(t);
    }
    DailyForecast forecast = DailyForecaster.pretrained().forecast(history, DayOfWeek.MONDAY, 3);
    for (int day = 1; day <= 3; day++) {
      assertEquals(
          "%s,%s,%s,%s"
              .formatted(
                  FIRST.plusDays(59 + day),
                  forecast.median(day),
                  forecast.quantile(day, (1 - 0.9) / 2),
                  forecast.quantile(day, (1 + 0.9) / 2)),
          lines.get(day));
    }
    assertEquals(4, lines.size());
  }

  @Test
  void gapsCountAsMissingAndRowsAreSorted() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int t = 0; t < 60; t++) {
      if (t != 20) {
        lines.add(0, FIRST.plusDays(t) + "," + units(t));
      }
    }
    lines.add(0, "day,units");
    write(lines);
    Run run = run("--ahead 1 --out @f.csv");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("1 steps have no row"), run.err());
    assertTrue(run.err().contains("they are sorted"), run.err());
    assertTrue(Files.readString(folder.resolve("f.csv")).contains("\n2024-03-01,"));
  }

  @Test
  void workdaysAreForecastAsWorkdays() throws IOException {
    List<String> lines = new ArrayList<>(List.of("day,units"));
    for (int t = 0; t < 61; t++) { // to Friday, the first of March
      if (FIRST.plusDays(t).getDayOfWeek().getValue() < 6) {
        lines.add(FIRST.plusDays(t) + "," + units(t));
      }
    }
    write(lines);
    Run run = run("--ahead 6");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(
        List.of(
            "day",
            "2024-03-04",
            "2024-03-05",
            "2024-03-06",
            "2024-03-07",
            "2024-03-08",
            "2024-03-11"),
        run.out().lines().map(line -> line.split(",")[0]).toList());
  }

  @Test
  void eachGroupIsForecast() throws IOException {
    List<String> lines = new ArrayList<>(List.of("day,store,units"));
    for (int t = 0; t < 30; t++) {
      lines.add(FIRST.plusDays(t) + ",north," + units(t));
      lines.add(FIRST.plusDays(t) + ",south," + 7 * units(t));
    }
    write(lines);
    Run run = run("--group store --format jsonl --ahead 2 --report @p.html");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(4, run.out().lines().count());
    assertTrue(
        run.out().startsWith("{\"store\":\"north\",\"day\":\"2024-01-31\",\"predicted_units\":"));
    assertTrue(Files.readString(folder.resolve("p.html")).contains("south"));
    assertRefused("--ahead 2", "is there twice");
  }

  @Test
  void aGroupThatIsTooShortIsLeftOutAndNamed() throws IOException {
    List<String> lines = new ArrayList<>(List.of("day,store,units"));
    for (int t = 0; t < 30; t++) {
      lines.add(FIRST.plusDays(t) + ",north," + units(t));
    }
    lines.add(FIRST + ",new,5");
    write(lines);
    Run run = run("--group store --ahead 2");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(3, run.out().lines().count());
    assertTrue(run.err().contains("Left out: new. The history has 1 days"), run.err());
  }

  @Test
  void whatIsntDailyIsRefusedWithWhatItIs() throws IOException {
    writeDays(60, 7);
    assertRefused("--out @f.csv", "Column day isn't of days: rows are 1 week apart.");
    assertFalse(Files.exists(folder.resolve("f.csv")));
  }

  @Test
  void whatLacksIsNamed() throws IOException {
    write(List.of("a,b", "1,2", "3,4"));
    assertRefused("", "There is no column of dates among a, b: --time COLUMN says");
    write(List.of("day,a,b", "2024-01-01,1,2", "2024-01-02,3,4"));
    assertRefused("", "--target COLUMN says what to forecast: a, b are numbers.");
    assertRefused("--target a", "The history has 2 days: a forecast needs at least 14.");
    writeDays(60, 1);
    assertRefused("--ahead 300", "--ahead (300) must be from 1 to 250 with this model.");
    assertRefused("--interval 99", "--interval must be from 2 to 98 with this model");
    assertRefused("--state-out @s", "--state-in and --state-out are for models of train --csv");
    assertRefused("--target nothing", "nothing");
  }

  @Test
  void aSavedForecasterCanStandForTheName() throws IOException {
    writeDays(60, 1);
    DailyForecaster.pretrained().save(folder.resolve("own.zip"));
    Run named = run("--ahead 2");
    Run own = Run.in(folder, "predict --model @own.zip --csv @y.csv --ahead 2");
    assertEquals(0, own.exitCode(), own.err());
    assertEquals(named.out(), own.out());
  }

  @Test
  void itsOptionsAreRefusedWithOtherModels() throws IOException {
    writeDays(60, 1);
    Files.writeString(folder.resolve("m"), "no model");
    Run run = Run.in(folder, "predict --model @m --csv @y.csv --target units");
    assertTrue(run.err().contains("--target, --time and --group are for daily-forecaster"));
  }
}
