package io.github.tbptt4j.tuning.internal.forecast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.InferenceSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.IntNode;
import org.nd4j.shade.jackson.databind.node.NullNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Whatever is wrong in a model's JSON, or in a state's, it is refused or does no harm. */
class DamagedModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH = 120;

  private Fitted model;
  private InferenceSession network;
  private Rows next;

  @BeforeEach
  void fit() {
    Roles roles = Series.roles(2, List.of("y", "weekday"), List.of("weekday"), List.of("y"));
    Rows rows = Series.rows(Series.daily(LENGTH, 1), Series.of(LENGTH, t -> t % 7));
    Prepared data = Series.prepared(roles, rows, List.of(List.of(24)));
    MultiLayerNetwork trained = Series.network(data.encoder());
    model = Series.model(data, List.of(List.of(24)), trained);
    network = Outputs.session(trained);
    next = Series.rows(Series.daily(5, 2), Series.of(5, t -> t % 7));
  }

  private static JsonNode tree(Object whole) throws IOException {
    return JSON.readTree(ModelFile.json(whole));
  }

  /** Damages one place after the other, in each way, and puts it right again. */
  private static void damageAll(JsonNode node, Consumer<String> read) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode whole = object.get(name);
        for (JsonNode wrong : wrong(whole)) {
          object.set(name, wrong);
          read.accept(name + ": " + wrong);
        }
        object.remove(name);
        read.accept(name + " removed");
        object.set(name, whole);
        damageAll(whole, read);
      }
    } else if (node instanceof ArrayNode array && !array.isEmpty()) {
      JsonNode whole = array.get(0);
      for (JsonNode wrong : wrong(whole)) {
        array.set(0, wrong);
        read.accept("[0]: " + wrong);
      }
      array.set(0, whole);
      array.insert(0, whole);
      read.accept("[0] twice");
      array.remove(0);
      damageAll(whole, read);
    }
  }

  private static List<JsonNode> wrong(JsonNode whole) {
    List<JsonNode> all =
        new ArrayList<>(List.of(NullNode.instance, JSON.getNodeFactory().textNode("x")));
    if (whole.isArray()) {
      all.add(JSON.createArrayNode());
    } else if (whole.isObject()) {
      all.add(JSON.createObjectNode());
    } else {
      all.add(IntNode.valueOf(-7));
      all.add(IntNode.valueOf(Integer.MAX_VALUE));
    }
    return all;
  }

  private int refused;
  private int read;

  private <T> void readAll(T whole, Class<T> type, Consumer<T> use) throws IOException {
    JsonNode tree = tree(whole);
    damageAll(
        tree,
        place -> {
          try {
            use.accept(ModelFile.fromJson(tree.toString().getBytes(StandardCharsets.UTF_8), type));
            read++;
          } catch (IOException | IllegalArgumentException e) {
            refused++;
          } catch (RuntimeException | OutOfMemoryError e) {
            throw new AssertionError(place, e);
          }
        });
    assertTrue(refused > 50 && read > 10, refused + " refused, read " + read);
  }

  @Test
  void ofModelsIsRefusedOrHarmless() throws IOException {
    readAll(
        model,
        Fitted.class,
        damaged -> {
          if (damaged.encoder().inputSize() == network.nIn()) {
            SeriesState end = damaged.end().get("");
            new Forecaster(damaged, network, 0.8).run(next, Series.HOURS, end, 3);
          }
        });
  }

  @Test
  void ofStatesIsRefusedOrHarmless() throws IOException {
    readAll(
        model.end().get(""),
        SeriesState.class,
        damaged -> {
          damaged.requireFits(model.encoder());
          new Forecaster(model, network, 0.8).run(next, Series.HOURS, damaged, 3);
        });
  }
}
