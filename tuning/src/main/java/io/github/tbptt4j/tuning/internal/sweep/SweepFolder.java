package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.BaselineResult;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.arbiter.ArbiterJson;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.zoo.internal.file.SavedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;
import org.nd4j.shade.jackson.databind.json.JsonMapper;

/** Where a sweep keeps what it has: the files that {@link SweepResult} describes. */
public final class SweepFolder {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();
  private static final String CONFIGURATION = "sweep.json";
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final Path path;

  private SweepFolder(Path path) {
    this.path = path;
  }

  /**
   * A folder.
   *
   * @param path where; it need not exist
   * @return the folder
   */
  public static SweepFolder of(Path path) {
    return new SweepFolder(path);
  }

  /** {@return where it is} */
  public Path path() {
    return path;
  }

  /**
   * Where a candidate's model is, if it has one.
   *
   * @param index its number
   * @return the file
   */
  public Path modelFile(int index) {
    return candidate(index).resolve("model.zip");
  }

  Path checkpointFile(int index) {
    return candidate(index).resolve("checkpoint");
  }

  void deleteCheckpoint(int index) throws IOException {
    Files.deleteIfExists(checkpointFile(index));
  }

  Path lockFile() {
    return path.resolve("sweep.lock");
  }

  boolean hasCandidates() {
    return Files.exists(candidates());
  }

  private Path configurationFile() {
    return path.resolve(CONFIGURATION);
  }

  private Path baselinesFile() {
    return path.resolve("baselines.json");
  }

  private Path winnerFile() {
    return path.resolve("winner.json");
  }

  private Path candidates() {
    return path.resolve("candidates");
  }

  private Path candidate(int index) {
    return candidates().resolve(folderName(index));
  }

  private static String folderName(int index) {
    return String.format(Locale.ROOT, "%03d", index);
  }

  private Path resultFile(int index) {
    return candidate(index).resolve("candidate.json");
  }

  private Path curveFile(int index) {
    return candidate(index).resolve("curve.csv");
  }

  boolean hasConfiguration() {
    return Files.exists(configurationFile());
  }

  /**
   * What was asked for.
   *
   * @return the content of sweep.json
   * @throws IllegalArgumentException if there is none, or it is damaged
   */
  public Map<String, Object> configuration() {
    if (!hasConfiguration()) {
      throw new IllegalArgumentException(
          path + " is not a sweep's folder: it has no " + configurationFile().getFileName() + ".");
    }
    Map<String, Object> configuration = readJson(configurationFile(), MAP);
    SweepConfiguration.requireKnownFormat(configuration, configurationFile());
    boolean whole =
        configuration.get("candidates") instanceof Integer
            && configuration.get("seed") instanceof Number
            && configuration.get("metric") instanceof Map<?, ?> metric
            && metric.get("name") instanceof String
            && metric.get("lowerIsBetter") instanceof Boolean;
    if (!whole) {
      throw damaged(configurationFile(), new IOException("candidates, seed or metric are missing"));
    }
    try {
      SweepConfiguration.requireForm(configuration);
    } catch (RuntimeException e) {
      throw damaged(configurationFile(), e);
    }
    return configuration;
  }

  /**
   * What was chosen from.
   *
   * @param configuration the content of sweep.json
   * @return the space, with the coordinates that its leaves had
   * @throws IllegalArgumentException if it can't be read, or names classes that none is made of
   */
  @SuppressWarnings("unchecked") // JSON
  public CandidateSpace space(Map<String, Object> configuration) {
    try {
      return ArbiterJson.space((Map<String, Object>) configuration.get("space"));
    } catch (IllegalArgumentException e) {
      throw damaged(configurationFile(), e);
    }
  }

  void writeConfiguration(Map<String, Object> configuration) throws IOException {
    AtomicFiles.write(configurationFile(), json(configuration));
  }

  /** A map as it would be read again: a record becomes a map, an int of long type an int. */
  static Map<String, Object> normalised(Map<String, Object> map) {
    try {
      return JSON.readValue(json(map), MAP);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not writable as JSON: " + map, e);
    }
  }

  void createCandidate(int index) throws IOException {
    Files.createDirectories(candidate(index));
  }

  void writeCurve(int index, List<CurvePoint> curve) throws IOException {
    AtomicFiles.write(curveFile(index), ScoreTables.curve(curve));
  }

  void writeModel(int index, AtomicFiles.Content model) throws IOException {
    AtomicFiles.write(modelFile(index), model);
  }

  void writeFailure(int index, String stackTrace) throws IOException {
    AtomicFiles.write(candidate(index).resolve("failure.txt"), stackTrace);
  }

  /** What ends a candidate: from now on it is never trained again. */
  void writeResult(CandidateResult result) throws IOException {
    AtomicFiles.write(resultFile(result.index()), json(result));
  }

  void writeScores(List<CandidateResult> results) throws IOException {
    AtomicFiles.write(path.resolve("scores.csv"), ScoreTables.csv(results));
    AtomicFiles.write(path.resolve("scores.json"), json(results));
  }

  void writeWinner(SweepResult.Winner winner) throws IOException {
    AtomicFiles.write(winnerFile(), json(winner));
  }

  void writeBaselines(List<BaselineResult> baselines) throws IOException {
    AtomicFiles.write(baselinesFile(), json(baselines));
  }

  boolean hasBaselines() {
    return Files.exists(baselinesFile());
  }

  /**
   * What candidates are shown beside.
   *
   * @return none where they weren't scored
   * @throws IllegalArgumentException if their file is damaged
   */
  public List<BaselineResult> baselines() {
    return hasBaselines() ? readJson(baselinesFile(), new TypeReference<>() {}) : List.of();
  }

  void deleteWinner() throws IOException {
    Files.deleteIfExists(winnerFile());
  }

  /**
   * The winner.
   *
   * @return empty while the sweep goes on
   * @throws IllegalArgumentException if its file is damaged
   */
  public Optional<SweepResult.Winner> winner() {
    return Files.exists(winnerFile())
        ? Optional.of(readJson(winnerFile(), new TypeReference<>() {}))
        : Optional.empty();
  }

  /**
   * The candidates that have ended.
   *
   * @return by number
   * @throws IllegalArgumentException if a file of theirs is damaged
   */
  public List<CandidateResult> results() {
    if (!Files.isDirectory(candidates())) {
      return List.of();
    }
    List<CandidateResult> results = new ArrayList<>();
    try (Stream<Path> folders = Files.list(candidates())) {
      for (Path folder : folders.sorted().toList()) {
        Path file = folder.resolve("candidate.json");
        if (Files.exists(file)) {
          results.add(readCandidate(file));
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("Can't read " + candidates() + ": " + e.getMessage(), e);
    }
    results.sort((a, b) -> Integer.compare(a.index(), b.index()));
    return results;
  }

  /** {@return a candidate that has ended or was stopped} */
  Optional<CandidateResult> result(int index) {
    return Files.exists(resultFile(index))
        ? Optional.of(readCandidate(resultFile(index)))
        : Optional.empty();
  }

  private CandidateResult readCandidate(Path file) {
    Map<String, Object> fields = readJson(file, MAP);
    CandidateResult result = candidate(file, EarlierCandidates.completed(fields, this::seed));
    if (result.hyperparameters() == null || result.genes() == null || result.outcome() == null) {
      throw damaged(file, new IOException("hyperparameters, genes or outcome are missing"));
    }
    if (!file.getParent().endsWith(folderName(result.index()))) {
      throw damaged(file, new IOException("it is of candidate " + result.index()));
    }
    return result;
  }

  private Number seed() {
    return (Number) configuration().get("seed");
  }

  private static CandidateResult candidate(Path file, Map<String, Object> fields) {
    try {
      return JSON.convertValue(fields, CandidateResult.class);
    } catch (IllegalArgumentException e) {
      throw damaged(file, e.getCause() instanceof Exception cause ? cause : e);
    }
  }

  /**
   * A candidate's learning curve.
   *
   * @param index its number
   * @return none if it was never evaluated
   * @throws IllegalArgumentException if its file is damaged
   */
  public List<CurvePoint> learningCurve(int index) {
    Path file = curveFile(index);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return ScoreTables.parseCurve(Files.readString(file));
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    }
  }

  private static <T> T readJson(Path file, TypeReference<T> type) {
    try {
      T value = JSON.readValue(SavedNetwork.json(Files.readAllBytes(file)), type);
      if (value == null) {
        throw new IOException("it holds nothing");
      }
      return value;
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  private static IllegalArgumentException damaged(Path file, Exception cause) {
    String reason =
        cause instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : cause.getMessage();
    return new IllegalArgumentException(
        "%s can't be read: %s. %s"
            .formatted(
                file,
                String.valueOf(reason).lines().findFirst().orElse("").replaceFirst("\\.$", ""),
                advice(file)),
        cause);
  }

  private static String advice(Path file) {
    if (file.toAbsolutePath().getParent().getParent().endsWith("candidates")) {
      return "Delete " + file.getParent() + " to have that candidate trained again.";
    }
    return file.endsWith(CONFIGURATION)
        ? "Put back a copy, or begin the sweep anew in another folder."
        : "Delete it: the sweep writes it again when it is resumed.";
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Can't write " + value.getClass() + " as JSON.", e);
    }
  }
}
