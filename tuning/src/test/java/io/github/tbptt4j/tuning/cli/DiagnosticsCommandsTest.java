package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.GradientFlowRecord;
import io.github.tbptt4j.diagnostics.LayerFlow;
import io.github.tbptt4j.diagnostics.TruncationCost;
import io.github.tbptt4j.internal.files.JsonLines;
import io.github.tbptt4j.zoo.TextGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class DiagnosticsCommandsTest {
  private static final Pattern ANY_REFERENCE =
      Pattern.compile("(?:src|srcset|href|action|data)=\"(?!data:image/svg\\+xml;base64,)");
  private static final Pattern IMAGE = Pattern.compile("<img [^>]*>");
  private static final int ROWS = 60;

  @TempDir static Path given;
  @TempDir Path folder;

  private static Run run(String command) {
    return Run.in(given, command);
  }

  private static String out(String command) {
    Run run = run(command);
    assertEquals(0, run.exitCode(), run::err);
    return run.out();
  }

  private static JsonNode json(String command) throws IOException {
    return new ObjectMapper().readTree(out(command + " --json"));
  }

  @BeforeAll
  static void makeModelsAndData() throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    while (text.length() < 1000) {
      text.append(List.of("the ", "old ", "man ", "& he ").get(random.nextInt(4)));
    }
    Files.writeString(given.resolve("book.txt"), text);
    Files.writeString(given.resolve("two.txt"), "th");
    out(
        "train --text @book.txt --k1 4 --k2 8 --hidden 8 --layers 2 --streams 4 --epochs 1 --quiet"
            + " --out @book.zip");
    List<String> rows = new ArrayList<>(List.of("load"));
    for (int row = 0; row < 300; row++) {
      rows.add("%.2f".formatted(20 + 5 * Math.sin(row / 8.0) + random.nextGaussian()));
    }
    Files.write(given.resolve("table.csv"), rows);
    out(
        "train --csv @table.csv --values load --hidden 4 --epochs 1 --quiet --k1 10 --k2 10 --out"
            + " @load.model");
    List<String> plain = new ArrayList<>(List.of("a,b,y"));
    for (int row = 0; row < ROWS; row++) {
      plain.add(
          "%.3f,%.3f,%.3f"
              .formatted(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()));
    }
    Files.write(given.resolve("plain.csv"), plain);
    Files.write(given.resolve("missing.csv"), List.of("a,b,y", "1,2,3", "1,,3", "1,2,3"));
    save("plain.zip", new VanillaRnn.Builder().nOut(3).build());
    save("lstm.zip", new LSTM.Builder().nOut(3).build());
    save("dense.zip", new DenseLayer.Builder().nOut(3).build());
    MultiLayerNetwork broken = network(new VanillaRnn.Builder().nOut(3).build());
    broken.params().putScalar(8, Float.NaN);
    ModelSerializer.writeModel(broken, given.resolve("nan.zip").toFile(), false);
  }

  private static void save(String name, Layer layer) throws IOException {
    ModelSerializer.writeModel(network(layer), given.resolve(name).toFile(), false);
  }

  private static MultiLayerNetwork network(Layer layer) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(layer)
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(2))
                .build());
    network.init();
    return network;
  }

  private String page(String command) throws IOException {
    Path page = folder.resolve("page.html");
    out(command + " --report " + page);
    return Files.readString(page);
  }

  private static int picturesWithText(String page) {
    List<String> images = IMAGE.matcher(page).results().map(r -> r.group()).toList();
    for (String image : images) {
      assertTrue(image.matches("(?s).* alt=\"[^\"]{60,}\".*"), "what a picture shows is said");
    }
    return images.size();
  }

  @ParameterizedTest
  @CsvSource({
    "flow --model @book.zip --text @book.txt --lags 30, 5",
    "flow --model @load.model --csv @table.csv --lags 30, 3",
    "spectrum --model @book.zip, 4",
    "spectrum --model @load.model --csv @table.csv, 4",
    "cost --model @book.zip --untimed --k2 5, 2",
  })
  void aPageHoldsAllNumbersOfTheTableAndNeedsNothingElse(String command, int pictures)
      throws IOException {
    String page = page(command);
    int numbers = 0;
    for (String line : out(command).lines().filter(line -> line.matches(".* {2,}.*")).toList()) {
      for (String cell : line.strip().split(" {2,}")) {
        String escaped = cell.replace("\"", "&quot;").replace("'", "&#39;");
        assertTrue(page.contains(">" + escaped + "<"), () -> cell + " isn't on the page");
        numbers += cell.matches("[\\d.e-]+") ? 1 : 0;
      }
    }
    assertTrue(numbers > 4);
    assertEquals(pictures, picturesWithText(page));
    assertFalse(ANY_REFERENCE.matcher(page).find());
    assertFalse(page.contains("<script") || page.contains("@import") || page.contains("url("));
  }

  @Test
  void aTextIsReadByTheModelsOwnAlphabet() throws IOException {
    TextGenerator model = TextGenerator.load(given.resolve("book.zip"));
    int[] symbols = model.vocabulary().encode(Files.readString(given.resolve("book.txt")));
    int steps = symbols.length - 1;
    INDArray features = Nd4j.zeros(1, model.vocabulary().size(), steps);
    INDArray labels = Nd4j.zeros(1, model.vocabulary().size(), steps);
    for (int t = 0; t < steps; t++) {
      features.putScalar(new int[] {0, symbols[t], t}, 1);
      labels.putScalar(new int[] {0, symbols[t + 1], t}, 1);
    }
    GradientFlow flow =
        GradientFlow.of(model.network())
            .lags(20)
            .losses(100)
            .seed(7)
            .measure(new DataSet(features, labels));
    JsonNode json =
        json(
            "flow --model @book.zip --text @book.txt --lags 20 --losses 100 --seed 7 --steps "
                + steps);
    assertEquals(2, json.get("layers").size());
    assertMeasured(flow.layers().get(0), flow, json.get("layers").get(0));
    assertMeasured(flow.together(), flow, json.get("together"));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"plain.zip", "lstm.zip"})
  void aNetworkAloneTakesNumbersInputsFirst(String model) throws IOException {
    List<String> lines = Files.readAllLines(given.resolve("plain.csv"));
    INDArray features = Nd4j.zeros(1, 2, ROWS);
    INDArray labels = Nd4j.zeros(1, 1, ROWS);
    for (int t = 0; t < ROWS; t++) {
      String[] cells = lines.get(t + 1).split(",");
      features.putScalar(new int[] {0, 0, t}, Double.parseDouble(cells[0]));
      features.putScalar(new int[] {0, 1, t}, Double.parseDouble(cells[1]));
      labels.putScalar(new int[] {0, 0, t}, Double.parseDouble(cells[2]));
    }
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(given.resolve(model).toFile());
    GradientFlow flow = GradientFlow.measure(network, new DataSet(features, labels));
    JsonNode json = json("flow --model @" + model + " --csv @plain.csv");
    assertEquals(ROWS, json.get("losses").asInt());
    assertMeasured(flow.layers().get(0), flow, json.get("layers").get(0));
  }

  @Test
  void aSeriesWithOneLabelComesWhole() throws IOException {
    List<String> rows = new ArrayList<>(List.of("id,x,label"));
    for (int series = 0; series < 20; series++) {
      for (int row = 0; row < 8 + series; row++) {
        rows.add("s%d,%d,%s".formatted(series, row * series % 7, series % 3 == 0 ? "a" : "b"));
      }
    }
    Files.write(given.resolve("series.csv"), rows);
    out(
        "train --csv @series.csv --classes label --group id --label-per-sequence --by-sequence"
            + " --hidden 3 --epochs 1 --quiet --k1 5 --k2 5 --out @series.model");
    JsonNode json = json("flow --model @series.model --csv @series.csv --examples 20");
    assertEquals(20, json.get("losses").asInt(), "one a series");
    assertEquals(27, json.get("steps").asInt());
    assertEquals(26, json.get("lags").asInt());
    assertEquals(20, json.at("/layers/0/count/7").asInt(), "all have 8 rows");
    assertEquals(1, json.at("/layers/0/count/26").asInt());
  }

  private static void assertMeasured(LayerFlow layer, GradientFlow flow, JsonNode json) {
    double[] phi = IntStream.rangeClosed(0, flow.lags()).mapToDouble(layer::phi).toArray();
    assertArrayEquals(phi, doubles(json.get("phi")), 1e-6 * phi[0]);
    double[] bias = flow.depths().stream().mapToDouble(layer::relativeBias).toArray();
    assertArrayEquals(bias, doubles(json.get("relativeBias")), 1e-5);
    assertEquals(layer.beta(), json.get("beta").asDouble(), 1e-4);
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  @Test
  void theAdviceIsTheSmallestK2ThatKeepsAsMuch() throws IOException {
    String command = "flow --model @book.zip --text @book.txt --lags 30";
    JsonNode json = json(command);
    double[] bias = doubles(json.get("together").get("relativeBias"));
    int advised = json.get("k2Of95Percent").asInt();
    assertTrue(advised > 1 && advised < 31, json::toString);
    assertTrue(bias[advised - 2] > .05);
    assertTrue(IntStream.range(advised - 1, bias.length).allMatch(i -> bias[i] <= .05));
    assertTrue(
        out(command).contains("A k2 of " + advised + " keeps 95 % of the gradient"),
        () -> json.toString());
  }

  @Test
  void thePageShowsHowItWentOverTheTraining() throws IOException {
    Path record = folder.resolve("record.jsonl");
    for (int i = 0; i < 4; i++) {
      List<Double> phi = List.of(1.0, .5, .25, .125 / (i + 1));
      GradientFlowRecord.Layer layer =
          new GradientFlowRecord.Layer(
              "layer 0 (\"rnn\")", phi, .5, .4, .6, List.of(.5, .2, .01, 0.0));
      boolean failed = i == 3;
      JsonLines.append(
          record,
          new GradientFlowRecord(
              10 * i,
              0,
              i,
              .1,
              failed ? List.of() : List.of(1, 2, 3, 4),
              failed ? List.of() : List.of(layer),
              failed ? "The gradient is NaN at lag 2." : ""));
    }
    String page = page("flow --model @load.model --csv @table.csv --lags 5 --record " + record);
    assertEquals(5, picturesWithText(page));
    assertTrue(page.contains("Over the training"), page);
    assertTrue(
        page.contains(
            "4 measurements; 1 of them failed, the first at iteration 30: The gradient is NaN at"
                + " lag 2."));
    assertTrue(
        page.contains("1 step back 0.50 of it was left at iteration 0, 0.50 at iteration 20."));
  }

  @Test
  void aRecordOfTwoNetworksIsRefused() throws IOException {
    Path record = folder.resolve("record.jsonl");
    GradientFlowRecord.Layer layer =
        new GradientFlowRecord.Layer("a", List.of(1.0, .5), .5, .4, .6, List.of(.5, 0.0));
    for (List<GradientFlowRecord.Layer> layers : List.of(List.of(layer), List.of(layer, layer))) {
      JsonLines.append(record, new GradientFlowRecord(0, 0, 0, 0, List.of(1, 2), layers, ""));
    }
    Path page = folder.resolve("page.html");
    Run run =
        run("flow --model @load.model --csv @table.csv --report " + page + " --record " + record);
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("networks with 1 and 2 layers"), run::err);
    assertFalse(Files.exists(page));
  }

  @Test
  void aSpectrumInJsonIsThatOfTheRecurrentWeights() throws IOException {
    MultiLayerNetwork network = network(new VanillaRnn.Builder().nOut(3).build());
    network.getLayer(0).setParam("RW", Nd4j.diag(Nd4j.createFromArray(.5f, -2f, .25f)));
    ModelSerializer.writeModel(network, folder.resolve("diagonal.zip").toFile(), false);
    JsonNode json = json("spectrum --model " + folder.resolve("diagonal.zip"));
    JsonNode layer = json.get("layers").get(0);
    assertArrayEquals(new double[] {2, .5, .25}, doubles(layer.get("singularValues")), 1e-6);
    assertEquals(2, layer.get("spectralRadius").asDouble(), 1e-6);
    assertEquals(-2, layer.get("eigenvalues").get(0).get(0).asDouble(), 1e-6);
    assertTrue(layer.get("canExplode").asBoolean());
    assertFalse(layer.has("trajectory"));
    JsonNode along =
        json("spectrum --model @plain.zip --csv @plain.csv --lags 4 --exponents 2"); // two of three
    assertEquals(2, along.at("/layers/0/trajectory/lyapunovExponents").size());
    assertEquals(4, along.at("/layers/0/trajectory/gain").size());
  }

  @Test
  void costsAreThoseOfTheNetworkOfThatSize() throws IOException {
    JsonNode json =
        json(
            "cost --untimed --inputs 7 --units 5 --layers 2 --outputs 3 --k1 2 --k2 4,9"
                + " --minibatch 6 --length 50");
    TruncationCost cost =
        TruncationCost.of(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam())
                .list()
                .layer(new VanillaRnn.Builder().nOut(5).build())
                .layer(new VanillaRnn.Builder().nOut(5).build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(7))
                .build(),
            2,
            9,
            6);
    assertEquals(3, json.get("rows").size());
    JsonNode row = json.get("rows").get(1);
    assertAll(
        () -> assertEquals(cost.multiplyAdds(), row.get("multiplyAdds").asLong()),
        () -> assertEquals(cost.growingBytes(), row.get("growingBytes").asLong()),
        () -> assertEquals(cost.otherBytes(), row.get("otherBytes").asLong()),
        () -> assertEquals(8, row.get("guaranteedDepth").asInt()),
        () -> assertEquals(9, row.get("maxDepth").asInt()),
        () -> assertTrue(row.get("predictedSeconds").isNull()));
    JsonNode full = json.get("rows").get(2);
    assertTrue(full.get("full").asBoolean());
    assertEquals(cost.full(50).multiplyAdds(), full.get("multiplyAdds").asLong());
  }

  @Tag("slow")
  @Test
  void timesArePredictedAndMeasuredWhenAsked() throws IOException {
    Path page = folder.resolve("page.html");
    String command =
        "cost --inputs 4 --units 4 --cell lstm --k1 2 --k2 4 --minibatch 2 --length 8 --measure"
            + " --report ";
    JsonNode rows = json(command + page).get("rows"); // both, for timing takes seconds
    assertEquals(3, picturesWithText(Files.readString(page)));
    for (JsonNode row : rows) {
      assertTrue(row.get("predictedSeconds").asDouble() > 0, rows::toString);
      assertTrue(row.get("measuredSeconds").asDouble() > 0, rows::toString);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | flow --model @book.zip | Give --text FILE or --csv FILE",
        "2 | flow --model @book.zip --text @book.txt --csv @plain.csv | exclude each other",
        "2 | flow --model @book.zip --text @book.txt --lags 0 | --lags (0) must be positive.",
        "2 | flow --model @book.zip --text @book.txt --record @no | give --report PAGE.html.",
        "1 | flow --model @no.zip --text @book.txt | There is no file",
        "1 | flow --model @book.txt --text @book.txt | it is truncated, or something else",
        "1 | flow --model @plain.zip --text @book.txt | a network of DL4J's alone has none.",
        "1 | flow --model @load.model --text @book.txt | a network of DL4J's alone has none.",
        "1 | flow --model @book.zip --text @two.txt | two.txt has 2 characters",
        "1 | flow --model @book.zip --text @book.txt --steps 9999 | steps (9999) must be at most",
        "1 | flow --model @book.zip --text @book.txt --examples 99 | examples (99) must be at most",
        "1 | flow --model @book.zip --text @book.txt --lags 200 | --lags (200) must be at most 199,"
            + " because the examples have 200 steps: give a smaller --lags, or --steps of at least"
            + " 201.",
        "1 | flow --model @book.zip --text @book.txt --lags 9 --steps 4 | --steps of at least 10.",
        "1 | flow --model @load.model --csv @table.csv --lags 999 | must be at most 199",
        "2 | flow --model @book.zip --text @book.txt --steps 1 | --steps (1) must be at least 2",
        "2 | flow --model @book.zip --text @book.txt --delimiter ; | --csv only",
        "2 | flow --model @book.zip --text @book.txt --no-header | --csv only",
        "2 | spectrum --model @book.zip --type a=number | --csv only",
        "1 | spectrum --model @book.zip --text @book.txt --lags 200 | --steps of at least 201.",
        "2 | cost --inputs 1 --untimed | --outputs (1) must be at least 2: they are classes.",
        "2 | cost --outputs 1 --untimed | --outputs (1) must be at least 2: they are classes.",
        "1 | flow --model @dense.zip --csv @plain.csv | The network has no recurrent layer",
        "1 | flow --model @nan.zip --csv @plain.csv | NaN",
        "1 | flow --model @plain.zip --csv @table.csv | so the table must have 3 columns",
        "1 | flow --model @plain.zip --csv @missing.csv | missing.csv, line 3, column b: the model"
            + " takes",
        "1 | flow --model @load.model --csv @plain.csv | The table lacks load",
        "1 | flow --model @load.model --csv @table.csv --report @no/p.html | can't be written",
        "2 | spectrum --model @book.zip --lags 3 | --exponents and --lags are of --text or --csv.",
        "2 | spectrum --model @book.zip --steps 3 | --steps and --examples are of --text or --csv.",
        "1 | spectrum --model @lstm.zip | GradientFlow (the command flow) measures what its"
            + " gradient does",
        "1 | spectrum --model @dense.zip | The network has no recurrent layer",
        "1 | spectrum --model @nan.zip | NaN",
        "1 | spectrum --model @plain.zip --csv @plain.csv --exponents 4 | exponents (4) must be",
        "2 | cost --model @book.zip --units 3 | --model has sizes of its own",
        "2 | cost --units 0 | --units (0) must be positive.",
        "2 | cost --measure --untimed | exclude each other.",
        "2 | cost --k2 20,60 --length 50 | --k2 (60) must be at most --length (50)",
        "2 | cost --k1 0 | --k1 (0) must be at least 1.",
        "2 | cost --k1 9 --k2 5 | Every k2 (5) is smaller than every k1 (9)",
        "1 | cost --model @dense.zip --untimed --k1 1 | The network has no recurrent layer"
      })
  void whatIsWrongIsSaidInOneSentence(int exitCode, String command, String message)
      throws IOException {
    String page = command.contains("--report") ? "" : " --report " + folder.resolve("page.html");
    Run run = run(command + (message.contains("give --report") ? "" : page));
    assertEquals(exitCode, run.exitCode(), run::err);
    assertTrue(run.err().contains(message), run::err);
    assertEquals(exitCode == 1 ? 1 : 2, run.err().lines().count(), run::err);
    assertEquals("", run.out());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count(), "nothing is half written");
    }
  }

  @Test
  void aTrainingOnATextTakesNoOptionsOfTables() {
    Run run = run("train --text @book.txt --delimiter ; --out @new.zip");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("--csv only"), run::err);
  }

  @Test
  void thePageIsNoneOfTheFilesThatAreRead() throws IOException {
    String before = Files.readString(given.resolve("book.txt"));
    Run run = run("flow --model @book.zip --text @book.txt --report @book.txt");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("is a file that is read"), run::err);
    assertEquals(before, Files.readString(given.resolve("book.txt")));
  }

  @Test
  void charactersThatTheModelDoesntKnowAreCounted() throws IOException {
    Path text =
        Files.writeString(folder.resolve("other.txt"), "the old man \u20ac he \u20ac ".repeat(9));
    String said = out("flow --model @book.zip --lags 5 --text " + text);
    Matcher count = Pattern.compile("(\\d+) of the (\\d+) characters are none").matcher(said);
    assertTrue(count.find(), said);
    assertEquals("18", count.group(1));
  }
}
