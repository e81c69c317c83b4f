package io.github.tbptt4j.tuning.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

class TableModelMinibatchTest {
  @TempDir Path folder;

  @Test
  void itsRowsAreThoseThatTheTrainingSaw() throws IOException {
    var source = SmallTables.scan(folder, "t.csv", SmallTables.hourly(150, 4));
    TableData data =
        TableData.of(source).values("load").inputs("load", "open").horizon(1).streams(1).build();
    TableModel model = TableModel.of(data, SmallTables.network(data));
    DataSet trained = (DataSet) data.training().next();
    DataSet seen = model.minibatch(source, null, null);
    long rows = trained.getFeatures().size(2);
    assertArrayEquals(new long[] {1, data.inputSize(), 150}, seen.getFeatures().shape());
    assertEquals(trained.getFeatures(), first(seen.getFeatures(), rows));
    assertEquals(trained.getLabels(), first(seen.getLabels(), rows));
    assertEquals(149, seen.getLabelsMaskArray().sumNumber().intValue(), "nothing follows the last");
  }

  private static INDArray first(INDArray all, long rows) {
    return all.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, rows));
  }
}
