package io.github.tbptt4j.tuning.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import io.github.tbptt4j.tuning.probe.LagProbeResults;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.Vocabulary;
import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Everything that reads a file. Bytes are accepted, and what they stand for works; or they are
 * refused as the reader's Javadoc says. All else is a finding.
 */
enum FileReader {
  TEXT_GENERATOR {
    @Override
    byte[] whole(Path folder) throws IOException {
      Path file = folder.resolve("generator.zip");
      TextGenerator.of(network(4, 4), Vocabulary.of("abc", 1)).save(file);
      return Files.readAllBytes(file);
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      Path file = Files.write(folder.resolve("model.zip"), bytes);
      return refusing(
          IOException.class,
          file,
          () -> TextGenerator.load(file).generate("ab", 2, 0.5, 1).strip());
    }
  },
  /** As above, with checksums that fit, so that damage reaches the parsers. */
  TEXT_GENERATOR_PARTS {
    @Override
    byte[] whole(Path folder) throws IOException {
      return TEXT_GENERATOR.whole(folder);
    }

    @Override
    byte[] mutated(byte[] whole, Random random) throws IOException {
      return oneOfItsParts(whole, random);
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return TEXT_GENERATOR.read(bytes, folder);
    }
  },
  CLASSIFIER_PARTS {
    @Override
    byte[] whole(Path folder) throws IOException {
      Path file = folder.resolve("classifier.zip");
      UserAgentClassifier.of(initialised(classifier()), "ab", List.of("phone", "robot")).save(file);
      return Files.readAllBytes(file);
    }

    @Override
    byte[] mutated(byte[] whole, Random random) throws IOException {
      return oneOfItsParts(whole, random);
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      Path file = Files.write(folder.resolve("model.zip"), bytes);
      // Another family's model: refused in any case.
      assertFalse(refusing(IOException.class, file, () -> LanguageIdentifier.load(file)));
      return refusing(
          IOException.class, file, () -> UserAgentClassifier.load(file).classify("abA").get(0));
    }
  },
  CARD {
    @Override
    byte[] whole(Path folder) throws IOException {
      return TextGenerator.pretrained().card().toJson().getBytes("UTF-8");
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return refusing(IOException.class, null, () -> ModelCard.fromJson(bytes).toJson());
    }
  },
  CANDIDATES_MODEL {
    @Override
    byte[] whole(Path folder) throws IOException {
      return saved(network(4, 3));
    }

    @Override
    byte[] mutated(byte[] whole, Random random) throws IOException {
      return random.nextBoolean() ? oneOfItsParts(whole, random) : Mutations.of(whole, random);
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return sweep(
          folder, "candidates/000/model.zip", bytes, sweep -> output(sweep.loadModel(0), 4));
    }
  },
  CANDIDATES_GRAPH {
    @Override
    byte[] whole(Path folder) throws IOException {
      ComputationGraph graph = new ComputationGraph(graph());
      graph.init();
      return saved(graph);
    }

    @Override
    byte[] mutated(byte[] whole, Random random) throws IOException {
      return CANDIDATES_MODEL.mutated(whole, random);
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return CANDIDATES_MODEL.read(bytes, folder);
    }
  },
  SWEEP {
    @Override
    byte[] whole(Path folder) throws IOException {
      return text(SWEEP_JSON);
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return sweep(folder, "sweep.json", bytes, sweep -> sweep.metric().length());
    }
  },
  CANDIDATE {
    @Override
    byte[] whole(Path folder) throws IOException {
      return text(CANDIDATE_JSON);
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return sweep(
          folder,
          "candidates/000/candidate.json",
          bytes,
          sweep -> sweep.candidates().get(0).microsecondsPerUpdate());
    }
  },
  WINNER {
    @Override
    byte[] whole(Path folder) throws IOException {
      return text("{\"index\":0,\"validationScore\":2.5,\"testScore\":2.7}");
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return sweep(folder, "winner.json", bytes, sweep -> sweep.winner().orElseThrow());
    }
  },
  CURVE {
    @Override
    byte[] whole(Path folder) throws IOException {
      return text(
          "epoch,updates,timeSteps,trainingSeconds,trainingLoss,validationScore\n"
              + "1,250,500,5.0,2.5,3.0\n1,500,1000,10.0,,2.0\n");
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return sweep(
          folder, "candidates/000/curve.csv", bytes, sweep -> sweep.learningCurve(0).size());
    }
  },
  PROBES {
    @Override
    byte[] whole(Path folder) throws IOException {
      Path file = folder.resolve("written.json");
      LagProbeResults.write(
          List.of(new LagProbeResult(TruncatedBptt.of(5, 20), 64, List.of(17, 18, 19), 1)), file);
      return Files.readAllBytes(file);
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      Path file = Files.write(folder.resolve("lags.json"), bytes);
      return refusing(
          IllegalArgumentException.class,
          file,
          () -> LagProbeResults.read(file).stream().mapToInt(LagProbeResult::solvedLag).sum());
    }
  },
  /** DL4J reads, and asks our layers. */
  LAYERS {
    @Override
    byte[] whole(Path folder) throws IOException {
      return text(layers(4, 3).toJson());
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return refusing(
          RuntimeException.class,
          null,
          () -> {
            MultiLayerConfiguration conf = MultiLayerConfiguration.fromJson(text(bytes));
            long size = 0;
            for (NeuralNetConfiguration one : conf.getConfs()) {
              size = larger(size, one.getLayer().initializer().numParams(one));
            }
            return size > LARGEST ? size : output(initialised(conf), 4);
          });
    }
  },
  VERTICES {
    @Override
    byte[] whole(Path folder) throws IOException {
      return text(graph().toJson());
    }

    @Override
    boolean read(byte[] bytes, Path folder) throws IOException {
      return refusing(
          RuntimeException.class,
          null,
          () -> {
            ComputationGraphConfiguration conf =
                ComputationGraphConfiguration.fromJson(text(bytes));
            long size = 0;
            for (GraphVertex vertex : conf.getVertices().values()) {
              size = larger(size, vertex.numParams(true));
            }
            if (size > LARGEST) {
              return size;
            }
            ComputationGraph graph = new ComputationGraph(conf);
            graph.init();
            return output(graph, 4);
          });
    }
  };

  /** Networks that ask for more are allowed to be made, but not here. */
  private static final long LARGEST = 100_000;

  private static final String SWEEP_JSON =
      """
      {"data":{"kind":"text","name":"a"},"metric":{"name":"bits","lowerIsBetter":true},
       "search":{"method":"grid"},"candidates":1,"seed":42}
      """;
  private static final String CANDIDATE_JSON =
      """
      {"index":0,"hyperparameters":{"k1":1,"k2":2},"genes":[0.5],"outcome":"COMPLETED","k1":1,
       "k2":2,"guaranteedDepth":2,"maxDepth":2,"validationScore":2.5,"parameters":12,"epochs":1,
       "updates":500,"nonFiniteUpdates":0,"timeSteps":500,"trainingSeconds":1.5,
       "evaluationSeconds":1.0,"stateBytes":4096,"gradientNorms":{"count":3,"mean":1.0,"min":0.0,
       "p05":0.0,"p25":0.5,"median":0.75,"p75":1.5,"p95":3.0,"max":9.0,"histogram":{"from":-1.0,
       "step":0.5,"counts":[1,2]}},"failure":null}
      """;

  /** A file without fault. */
  abstract byte[] whole(Path folder) throws IOException;

  /** Damages a file. */
  byte[] mutated(byte[] whole, Random random) throws IOException {
    return Mutations.of(whole, random);
  }

  /** Reads a file and uses what it holds; whether it was accepted. */
  abstract boolean read(byte[] bytes, Path folder) throws IOException;

  private interface Use {
    Object run() throws IOException;
  }

  private interface Reading {
    Object of(SweepResult sweep);
  }

  /** Whether it runs; what it throws must be the documented exception, and name the file. */
  private static boolean refusing(Class<? extends Exception> documented, Path file, Use use)
      throws IOException {
    try {
      assertTrue(use.run() != null, "read as nothing");
      return true;
    } catch (IOException | RuntimeException e) {
      boolean named = file == null || String.valueOf(e.getMessage()).contains(file.toString());
      if (!documented.isInstance(e) || !named) {
        throw new AssertionError("Not refused as it should be: " + e, e);
      }
      return false;
    }
  }

  private static boolean sweep(Path folder, String name, byte[] bytes, Reading reading)
      throws IOException {
    Path sweep = folder.resolve("sweep");
    Files.createDirectories(sweep.resolve("candidates/000"));
    Map<String, String> others =
        Map.of("sweep.json", SWEEP_JSON, "candidates/000/candidate.json", CANDIDATE_JSON);
    for (Map.Entry<String, String> other : others.entrySet()) {
      Files.writeString(sweep.resolve(other.getKey()), other.getValue());
    }
    Path file = Files.write(sweep.resolve(name), bytes);
    boolean accepted =
        refusing(IllegalArgumentException.class, file, () -> reading.of(SweepResult.read(sweep)));
    Files.delete(file);
    return accepted;
  }

  private static byte[] oneOfItsParts(byte[] zip, Random random) throws IOException {
    Map<String, byte[]> entries = ZipEntries.read(zip);
    List<String> names = new ArrayList<>(entries.keySet());
    String name = names.get(random.nextInt(names.size()));
    entries.put(name, Mutations.of(entries.get(name), random));
    return ZipEntries.write(entries);
  }

  private static byte[] saved(Model network) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, bytes, false);
    return bytes.toByteArray();
  }

  private static long larger(long size, long more) {
    return more < 0 || more > LARGEST ? Long.MAX_VALUE : Math.max(size, more);
  }

  private static NeuralNetConfiguration.Builder global() {
    return new NeuralNetConfiguration.Builder().seed(7).dataType(DataType.FLOAT);
  }

  private static MultiLayerConfiguration layers(int inputs, int outputs) {
    return global()
        .list()
        .layer(new VanillaRnn.Builder().nOut(3).build())
        .layer(
            new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(outputs)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.recurrent(inputs))
        .build();
  }

  private static MultiLayerConfiguration classifier() {
    return global()
        .list()
        .layer(new LastTimeStep(new VanillaRnn.Builder().nOut(3).build()))
        .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
        .setInputType(InputType.recurrent(9))
        .build();
  }

  private static ComputationGraphConfiguration graph() {
    return global()
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.recurrent(4))
        .addLayer("rnn", new VanillaRnn.Builder().nOut(3).truncation(2, 3).build(), "in")
        .addLayer("out", new FusedRnnOutputLayer.Builder().nOut(3).build(), "rnn")
        .setOutputs("out")
        .build();
  }

  private static MultiLayerNetwork network(int inputs, int outputs) {
    return initialised(layers(inputs, outputs));
  }

  private static MultiLayerNetwork initialised(MultiLayerConfiguration conf) {
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return network;
  }

  /** A network that was read must give numbers, or say why it doesn't. */
  private static INDArray output(Model model, int inputs) {
    INDArray input = Nd4j.ones(DataType.FLOAT, 2, inputs, 3);
    try {
      return model instanceof ComputationGraph graph
          ? graph.outputSingle(input)
          : ((MultiLayerNetwork) model).output(input);
    } catch (RuntimeException e) { // another number of inputs, say: the network's own refusal
      return input;
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }
}
