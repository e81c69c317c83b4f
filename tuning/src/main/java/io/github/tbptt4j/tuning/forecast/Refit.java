package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.data.Split;
import io.github.tbptt4j.tuning.internal.forecast.Categories;
import io.github.tbptt4j.tuning.internal.forecast.Fitted;
import io.github.tbptt4j.tuning.internal.forecast.Peers;
import io.github.tbptt4j.tuning.internal.forecast.Roles;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Trains a model again, as it was trained, with the first rows of a table. */
final class Refit {
  // 70 % to 15 %, as train splits; what a test part would be is what is forecast.
  private static final double TRAINING = 0.7 / 0.85;

  private final TableModel model;
  private final TrainingRecipe recipe;
  private final TableSource source;
  private final boolean progress;

  Refit(TableModel model, TableSource source, boolean progress) {
    this.model = model;
    this.source = source;
    this.progress = progress;
    recipe =
        model
            .recipe()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The model's file doesn't say how it was trained: train it again, or test"
                            + " it without refits."));
  }

  /** {@return a model of the rows of each series before its end} */
  TableModel before(int[] ends) throws IOException {
    TableData data = data(ends);
    Path folder = Files.createTempDirectory("tbptt4j-refit");
    try {
      SweepResult result = recipe.sweep(data).folder(folder).progress(progress).build().run();
      return TableModel.of(data, result.loadModel(result.best().orElseThrow().index()), recipe);
    } finally {
      delete(folder);
    }
  }

  private TableData data(int[] ends) throws IOException {
    Fitted fitted = model.fitted();
    Roles roles = fitted.encoder().roles();
    TableData.Builder data =
        TableData.of(source)
            .values(roles.targets().toArray(String[]::new))
            .inputs(
                Stream.concat(
                        roles.inputs().stream(), roles.categories().stream().map(Categories::name))
                    .toArray(String[]::new))
            .known(roles.known().toArray(String[]::new))
            .horizon(roles.horizon())
            .calendar(roles.calendar().toArray(Calendar[]::new))
            .missing(roles.missing())
            .log(fitted.encoder().targets().get(0).log())
            .scalePerSeries(!fitted.encoder().targets().get(0).scales().isEmpty())
            .linear(fitted.encoder().targets().get(0).linear() != null)
            .periods(fitted.peers().stream().map(Peers::periods).toList())
            .split(Split.byTime(TRAINING, 1 - TRAINING))
            .before(ends);
    if (roles.time() != null) {
      data.time(roles.time());
    }
    if (roles.group() != null) {
      data.group(roles.group());
    }
    if (recipe.streams() != null) {
      data.streams(recipe.streams());
    }
    return data.build();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
