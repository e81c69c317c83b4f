package io.github.tbptt4j.tuning;

import io.github.tbptt4j.tuning.data.Metric;
import io.github.tbptt4j.tuning.data.TextData;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** A text as Arbiter's own runner wants it; "words" says how long it is. */
public final class ArbiterText implements DataSource {
  private static final long serialVersionUID = 1L;

  /** The property that sets the length of the text. */
  public static final String WORDS = "words";

  /** Arbiter makes a DataSource twice a candidate; a sensible one reads its data once. */
  private static final Map<Integer, TextData> READ = new ConcurrentHashMap<>();

  private transient TextData data;

  static TextData data(int words) {
    return READ.computeIfAbsent(words, ArbiterText::read);
  }

  private static TextData read(int words) {
    return TextData.of("words", Texts.words(words, 1))
        .streams(16)
        .timeSteps(50)
        .evaluationStreams(16)
        .build();
  }

  static Properties words(int words) {
    Properties properties = new Properties();
    properties.setProperty(WORDS, Integer.toString(words));
    return properties;
  }

  @Override
  public void configure(Properties properties) {
    data = data(Integer.parseInt(properties.getProperty(WORDS)));
  }

  @Override
  public Object trainData() {
    return data.training();
  }

  @Override
  public Object testData() {
    return data.validation();
  }

  @Override
  public Class<?> getDataType() {
    return DataSetIterator.class;
  }

  /** DL4J's loss, as Arbiter's TestSetLossScoreFunction has it. */
  static final class Loss implements Metric {
    @Override
    public String name() {
      return "loss";
    }

    @Override
    public boolean lowerIsBetter() {
      return true;
    }

    @Override
    public double measure(Model network, DataSetIterator part, boolean continuous) {
      return new TestSetLossScoreFunction().score((MultiLayerNetwork) network, part);
    }
  }
}
