package io.github.tbptt4j.tuning;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.forecast.Calendar;
import io.github.tbptt4j.tuning.forecast.ForecastOptions;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.forecast.TableForecast;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.forecast.TableScores;
import io.github.tbptt4j.tuning.table.TableReader;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The code in tuning/doc/forecast.md, as it stands there. */
final class ForecastExample {
  private ForecastExample() {}

  static double[] forecast() throws IOException {
    // README: the forecast
    TableSource table = TableReader.builder().build().scan(List.of(Path.of("load.csv")));
    TableData data = TableData.of(table).values("load").horizon(1).calendar(Calendar.HOUR).build();
    SweepResult sweep =
        TruncationSweep.builder()
            .data(data)
            .space(
                SequenceModels.of(data)
                    .hidden(32)
                    .clipGlobalNorm(1.0)
                    .trainer(TruncationSpace.of(TruncatedBptt.of(5, 48))))
            .limits(TrainingLimits.epochs(30).stoppedAfter(6))
            .folder(Path.of("training"))
            .build()
            .run();
    TableModel model = TableModel.of(data, sweep.loadModel(sweep.best().orElseThrow().index()));
    model.save(Path.of("load.model"));

    TableForecast forecast = model.forecast(table, new ForecastOptions().level(0.9).ahead(24));
    double[] predicted = forecast.column(0).values(); // a row of the table each
    TableScores scores = forecast.scores(Integer.MAX_VALUE);
    // README: end
    return scores.values().isEmpty() ? null : predicted;
  }
}
