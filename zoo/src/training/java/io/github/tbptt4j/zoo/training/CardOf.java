package io.github.tbptt4j.zoo.training;
import io.github.tbptt4j.zoo.DailyForecaster;
import io.github.tbptt4j.zoo.ReadmeTable;
import java.nio.file.*;
import java.time.Duration;
import java.util.List;
/** scratch */
public final class CardOf {
  public static void main(String[] a) throws Exception {
    var c=TrainDailyForecaster.card(DailyForecaster.load(Path.of(a[0])),Files.readAllBytes(Path.of(a[0])),Duration.ofSeconds(Long.parseLong(a[1])),Path.of(a[2]));
    Files.writeString(Path.of(a[3]),c.toJson()); System.out.println(ReadmeTable.of(List.of(c))); System.out.println(c.toText());
  }
}
