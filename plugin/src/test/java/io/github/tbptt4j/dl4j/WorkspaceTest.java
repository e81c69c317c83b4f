package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.workspace.WorkspaceUtils;

/** DL4J's workspaces change where arrays live, never what is computed. */
class WorkspaceTest {

  private static Net net(Kind kind, WorkspaceMode mode, int segment) {
    NeuralNetConfiguration.Builder global =
        new NeuralNetConfiguration.Builder()
            .seed(6)
            .dataType(DataType.DOUBLE)
            .trainingWorkspaceMode(mode)
            .inferenceWorkspaceMode(mode)
            .updater(new Adam(0.05));
    return Net.of(
        kind,
        global,
        InputType.recurrent(Sequences.N_IN),
        segment,
        rnn(),
        rnn(),
        StackTest.output());
  }

  private static VanillaRnn rnn() {
    return new VanillaRnn.Builder().nOut(4).truncation(3, 6).build();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void workspacesOrNoneGiveIdenticalNumbers(Kind kind) {
    for (int segment : new int[] {0, 4}) {
      List<INDArray> params = new ArrayList<>();
      List<INDArray> outputs = new ArrayList<>();
      for (WorkspaceMode mode : new WorkspaceMode[] {WorkspaceMode.ENABLED, WorkspaceMode.NONE}) {
        Net net = net(kind, mode, segment);
        INDArray initial = net.params().dup();
        for (int i = 0; i < 3; i++) {
          net.fit(Sequences.labelled(3, 11, Mask.RAGGED, RNNFormat.NCW, i));
        }
        assertTrue(largestDifference(initial, net.params()) > 0.01, "nothing was learned");
        params.add(net.params().dup());
        outputs.add(net.output(Sequences.labelled(2, 5, Mask.NONE)));
        outputs.add(net.timeStep(Sequences.features(2, 5, 1)));
      }
      assertIdentical(params.get(0), params.get(1));
      assertIdentical(outputs.get(0), outputs.get(2));
      assertIdentical(outputs.get(1), outputs.get(3));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsCarriedLivesOutsideOfWorkspacesAndNoneStaysOpen(Kind kind) {
    Net net = net(kind, WorkspaceMode.ENABLED, 4);
    List<Integer> carriedArrays = new ArrayList<>();
    net.listen(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            Map<String, INDArray> carried = ((RecurrentLayer) net.layer(1)).rnnGetTBPTTState();
            carried.forEach((key, array) -> assertFalse(array.isAttached(), key));
            carriedArrays.add(carried.size());
          }
        });
    net.fit(Sequences.labelled(3, 11, Mask.RAGGED));
    // State; and for k2: input, entering state, states and mask.
    assertEquals(List.of(5, 5, 5), carriedArrays);
    assertDoesNotThrow(() -> WorkspaceUtils.assertNoWorkspacesOpen("after fit"));

    net.timeStep(Sequences.features(2, 5, 1));
    ((RecurrentLayer) net.layer(0))
        .rnnGetPreviousState()
        .forEach((key, array) -> assertFalse(array.isAttached(), key));
    assertDoesNotThrow(() -> WorkspaceUtils.assertNoWorkspacesOpen("after rnnTimeStep"));
  }
}
