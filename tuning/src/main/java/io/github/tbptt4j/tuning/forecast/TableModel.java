package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.tuning.internal.data.Excerpt;
import io.github.tbptt4j.tuning.internal.forecast.Encoder;
import io.github.tbptt4j.tuning.internal.forecast.Evaluation;
import io.github.tbptt4j.tuning.internal.forecast.Examples;
import io.github.tbptt4j.tuning.internal.forecast.Fitted;
import io.github.tbptt4j.tuning.internal.forecast.Forecaster;
import io.github.tbptt4j.tuning.internal.forecast.Frame;
import io.github.tbptt4j.tuning.internal.forecast.Frames;
import io.github.tbptt4j.tuning.internal.forecast.ModelFile;
import io.github.tbptt4j.tuning.internal.forecast.ModelFit;
import io.github.tbptt4j.tuning.internal.forecast.Outputs;
import io.github.tbptt4j.tuning.internal.forecast.Parts;
import io.github.tbptt4j.tuning.internal.forecast.Roles;
import io.github.tbptt4j.tuning.internal.forecast.Rows;
import io.github.tbptt4j.tuning.internal.forecast.SeriesForecast;
import io.github.tbptt4j.tuning.internal.forecast.SeriesRows;
import io.github.tbptt4j.tuning.internal.forecast.SeriesState;
import io.github.tbptt4j.tuning.internal.forecast.TargetEncoder;
import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.Conventions;
import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableReader;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A network with all that lies between it and a table: scales, categories, what columns are, and
 * what it is compared with. Its file is DL4J's, with one part more.
 *
 * <pre>{@code
 * TableModel model = TableModel.load(Path.of("load.model"));
 * TableForecast forecast = model.forecast(table, new ForecastOptions().level(0.9).ahead(24));
 * }</pre>
 */
public final class TableModel {
  private final Fitted fitted;
  private final Model network;
  private final InferenceSession session;
  private final TrainingRecipe recipe;

  private TableModel(Fitted fitted, Model network, TrainingRecipe recipe) {
    this.fitted = fitted;
    this.network = network;
    this.recipe = recipe;
    this.session = Outputs.session(network);
  }

  /**
   * A model of a network that was trained on a table.
   *
   * @param data what it was trained on
   * @param network trained
   * @return the model; how far the network is believed, and how wide intervals are, is fitted to
   *     the validation part
   * @throws IllegalArgumentException if the network isn't a chain of the layers that {@link
   *     InferenceSession} takes, or doesn't fit the data
   */
  public static TableModel of(TableData data, Model network) {
    return of(data, network, null);
  }

  /**
   * A model that can be trained again.
   *
   * @param data what it was trained on
   * @param network trained
   * @param recipe how it was trained; null if that isn't known
   * @return the model
   * @throws IllegalArgumentException as {@link #of(TableData, Model)}
   */
  public static TableModel of(TableData data, Model network, TrainingRecipe recipe) {
    return new TableModel(
        ModelFit.fit(data.prepared(), data.periods(), network, data.origin(), data.step()),
        network,
        recipe);
  }

  /**
   * Reads a model.
   *
   * @param file what {@link #save} has written
   * @return the model
   * @throws IOException if there is no such file, or it can't be read
   * @throws IllegalArgumentException if it is damaged, or holds something else
   */
  public static TableModel load(Path file) throws IOException {
    ModelFile.Content content = ModelFile.read(file);
    return new TableModel(content.fitted(), content.network(), content.recipe());
  }

  /**
   * Writes the model; a reader finds the old file or the new one, never a part.
   *
   * @param file where to
   * @throws IOException if it can't be written
   */
  public void save(Path file) throws IOException {
    ModelFile.write(file, new ModelFile.Content(fitted, network, recipe));
  }

  /** {@return the network} */
  public Model network() {
    return network;
  }

  /** {@return how it was trained; empty if its file doesn't say it} */
  public Optional<TrainingRecipe> recipe() {
    return Optional.ofNullable(recipe);
  }

  /** {@return the columns that are predicted} */
  public List<String> predicted() {
    return fitted.encoder().roles().predicted();
  }

  /** {@return whether numbers are predicted; otherwise classes} */
  public boolean isOfValues() {
    return fitted.encoder().roles().isOfValues();
  }

  /** {@return whether it can forecast rows beyond a table's end} */
  public boolean goesOn() {
    return isOfValues() && fitted.encoder().roles().looksAhead();
  }

  /** {@return the classes, sorted; empty for numbers} */
  public List<String> classes() {
    return isOfValues() ? List.of() : fitted.encoder().roles().label().values();
  }

  /** {@return the column with the time; null where rows are in order} */
  public String time() {
    return fitted.encoder().roles().time();
  }

  /** {@return the column that says which series a row is of; null for none} */
  public String group() {
    return fitted.encoder().roles().group();
  }

  /** {@return columns that must be read as categories} */
  public List<String> categories() {
    Roles roles = fitted.encoder().roles();
    List<String> all = new ArrayList<>();
    roles.categories().forEach(column -> all.add(column.name()));
    if (!roles.isOfValues()) {
      all.add(roles.label().name());
    }
    if (roles.group() != null) {
      all.add(roles.group());
    }
    return all;
  }

  /** {@return columns that must be read as numbers} */
  public List<String> numbers() {
    return fitted.encoder().roles().numbers();
  }

  /** {@return what its columns must be read as, for {@link TableReader.Builder#expected}} */
  public Map<String, ColumnType> columnTypes() {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    numbers().forEach(column -> types.put(column, ColumnType.NUMBER));
    categories().forEach(column -> types.put(column, ColumnType.CATEGORY));
    if (time() != null) {
      types.put(time(), ColumnType.DATE);
    }
    return types;
  }

  /**
   * Scores the model on the test part of the table that it was made from.
   *
   * @param data the table
   * @param level of intervals to score; null for none
   * @return the scores; of the validation part where there is no test part
   */
  public TableScores testScores(TableData data, Double level) {
    Frame frame = data.prepared().frame();
    Forecaster forecaster = forecaster(level);
    List<SeriesForecast> forecasts = new ArrayList<>();
    for (Rows rows : frame.series()) {
      forecasts.add(forecaster.run(rows, frame.clock(), null, 0));
    }
    Parts parts = data.prepared().parts();
    boolean tested = parts.test().stream().anyMatch(range -> range.length() > 0);
    List<Parts.Range> scored = tested ? parts.test() : parts.validation();
    Evaluation evaluation =
        new Evaluation(
            fitted, forecasts, Map.of(), (s, predicted) -> scored.get(s).contains(predicted));
    return TableScores.of(fitted, evaluation, level);
  }

  /**
   * Says whether the model was made from this very table, so that most of its scores flatter.
   *
   * @param source a table
   * @return whether its contents are those of the table that the model was made from
   */
  public boolean isMadeFrom(TableSource source) {
    return source.sha256().equals(fitted.origin().sha256());
  }

  /** {@return how the table that it was trained on writes what can be read in two ways} */
  public Conventions conventions() {
    return new Conventions(fitted.origin().decimal(), fitted.origin().dayFirst());
  }

  /** {@return how many rows ahead what is predicted lies} */
  public int horizon() {
    return fitted.encoder().roles().horizon();
  }

  /**
   * How far the network is believed beside the linear forecast that it is combined with.
   *
   * @param target index in {@link #predicted}
   * @return 0, not at all, to 1, alone
   */
  public double networkWeight(int target) {
    return fitted.weights()[target];
  }

  /**
   * Names the linear forecast that the network is combined with.
   *
   * @param target index in {@link #predicted}
   * @return its name, such as {@code AR(24)}; null for none
   */
  public String linear(int target) {
    TargetEncoder encoder = fitted.encoder().targets().get(target);
    return encoder.linear() == null ? null : encoder.linear().title();
  }

  /**
   * Forecasts what follows a table's rows.
   *
   * @param source the table; it must have the columns that the model was trained on
   * @param options what is asked for
   * @return what the model says of each row, and beyond the last
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if columns differ, or cells are wrong; the message names them
   */
  public TableForecast forecast(TableSource source, ForecastOptions options) throws IOException {
    if (options.ahead() > 0) {
      requireGoesOn();
    }
    Opened opened = open(source, options.state());
    Forecaster forecaster = forecaster(options.level());
    List<SeriesForecast> forecasts = new ArrayList<>();
    Map<String, SeriesState> before = opened.before;
    Map<String, SeriesState> after =
        new LinkedHashMap<>(options.state() == null ? Map.of() : before);
    for (Rows rows : opened.frame.series()) {
      SeriesForecast forecast =
          forecaster.run(rows, opened.frame.clock(), before.get(rows.name()), options.ahead());
      forecasts.add(forecast);
      after.put(rows.name(), forecast.end());
    }
    return new TableForecast(
        fitted, opened.table, opened.frame, forecasts, before, after, options.level());
  }

  /**
   * Some of a table's rows as the network was trained on them, for looking into it.
   *
   * @param source the table; it must have the columns that the model was trained on
   * @param steps rows of each example; null for 200, or all of shorter series
   * @param examples spread over the series; null for 16, or as many as there are
   * @return inputs and labels, [B, n, T], and masks
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if columns differ, cells are wrong, or there are too few rows
   */
  public DataSet minibatch(TableSource source, Integer steps, Integer examples) throws IOException {
    Encoder encoder = fitted.encoder();
    Excerpt excerpt = new Excerpt(steps);
    for (Examples series : Examples.of(encoder, open(source, null).frame())) {
      if (encoder.roles().perSequence()) {
        excerpt.addWhole(series, series.length());
      } else {
        excerpt.add(series, series.length());
      }
    }
    return excerpt.minibatch(examples, encoder.inputSize(), encoder.outputSize());
  }

  /**
   * A table as the model sees it.
   *
   * @param table with the columns that the model needs
   * @param frame its series
   * @param before where series stood before it, by name
   */
  record Opened(Table table, Frame frame, Map<String, SeriesState> before) {}

  Opened open(TableSource source, ForecastState state) throws IOException {
    Roles roles = fitted.encoder().roles();
    requireColumns(source.names());
    List<String> columns = new ArrayList<>(roles.needed());
    roles.predicted().stream()
        .filter(name -> source.names().contains(name) && !columns.contains(name))
        .forEach(columns::add);
    Table table = source.read(columns.toArray(String[]::new));
    SeriesRows series =
        SeriesRows.of(table, roles.time(), roles.group(), fitted.step(), fitted.origin().regular());
    for (int j = 0; j < roles.targets().size(); j++) {
      if (fitted.encoder().targets().get(j).log()) {
        Frames.requireLogarithms(table, roles.targets().get(j));
      }
    }
    Frame frame = Frames.of(table, series, roles);
    Map<String, SeriesState> before = before(frame, state);
    return new Opened(table, withGaps(frame, before), before);
  }

  /** Steps between a state and the table count as missing, as they do within a table. */
  private Frame withGaps(Frame frame, Map<String, SeriesState> before) {
    Roles roles = fitted.encoder().roles();
    List<Rows> all = new ArrayList<>();
    for (Rows rows : frame.series()) {
      SeriesState state = before.get(rows.name());
      boolean timed = state != null && state.time() != null && rows.times() != null;
      if (!timed || rows.length() == 0 || !fitted.origin().regular()) {
        all.add(rows);
        continue;
      }
      List<SeriesState.WaitingRow> gap =
          state.missingBefore(rows.times()[0], rows.length(), frame.clock(), roles);
      if (!gap.isEmpty() && roles.missing() == Missing.REFUSE) {
        throw new IllegalArgumentException(
            "Between the state and the table %d rows are missing%s: add them, or train with --if-missing mask or carry."
                .formatted(gap.size(), rows.name().isEmpty() ? "" : " of " + rows.name()));
      }
      all.add(rows.after(gap));
    }
    return new Frame(all, frame.tableRows(), frame.clock());
  }

  Forecaster forecaster(Double level) {
    return new Forecaster(fitted, session, level);
  }

  Fitted fitted() {
    return fitted;
  }

  void requireGoesOn() {
    if (!goesOn()) {
      throw new IllegalArgumentException(
          "Rows beyond the end need a model of numbers with a horizon of at least 1: train one.");
    }
  }

  /** A state that is given, or that of the training table's end where this one goes on from it. */
  private Map<String, SeriesState> before(Frame frame, ForecastState state) {
    if (state != null) {
      state.require(fitted, frame);
      return state.series();
    }
    Map<String, SeriesState> before = new LinkedHashMap<>();
    for (Rows rows : frame.series()) {
      SeriesState end = fitted.end().get(rows.name());
      boolean follows =
          end != null
              && end.time() != null
              && rows.times() != null
              && rows.length() > 0
              && frame.clock().after(end.time(), 1) == rows.times()[0];
      if (follows) {
        before.put(rows.name(), end);
      }
    }
    return before;
  }

  private void requireColumns(List<String> names) {
    List<String> lacking =
        fitted.encoder().roles().needed().stream()
            .distinct()
            .filter(name -> !names.contains(name))
            .toList();
    if (!lacking.isEmpty()) {
      throw new IllegalArgumentException(
          "The table lacks %s, which the model was trained on; it has %s."
              .formatted(String.join(", ", lacking), String.join(", ", names)));
    }
  }
}
