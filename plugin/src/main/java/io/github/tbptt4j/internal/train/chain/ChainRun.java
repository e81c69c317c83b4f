package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.WindowKernel;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs the layers of a chain over one window: forward, loss and backward, in memory of its own and
 * straight into DL4J's gradient.
 */
public final class ChainRun {
  /**
   * Elements of a layer's states up to which a window is run on the heap, 16 MB. A longer one takes
   * so much time that hand-overs between layers don't matter, and its memory is better outside.
   */
  private static final long LARGEST = 1 << 22;

  private final List<Stage> stages = new ArrayList<>();
  private final List<Recurrent> recurrent = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>(); // stages that end a layer
  private Pooling pooling; // null for none
  private final Head byStep;
  private final Head byOutput;
  private final int lowestTrained;
  private final Gradient gradient;
  private final PassMemory memory = new PassMemory();
  private final Optional<WindowKernel> kernel; // of all layers together
  private boolean together; // whether the last pass was by it
  private final List<INDArray> outputs = new ArrayList<>();

  /**
   * One window's steps.
   *
   * @param x input, [T, B, nIn], or m indices a step, [T, B, m]; c order
   * @param mask [T, B] in c order, or null
   * @param entering the state before the first step, [B, n] for each recurrent layer, or null for
   *     zero
   * @param moment where the training is
   */
  public record Steps(INDArray x, INDArray mask, List<INDArray> entering, Moment moment) {}

  /**
   * A run.
   *
   * @param links the chain, without an {@link ChainRules#obstacle}
   * @param flattened DL4J's gradient of the network
   * @param lambdas the factor of each layer's Omega, zero for none
   */
  public ChainRun(List<Link> links, INDArray flattened, ToDoubleFunction<VanillaRnnImpl> lambdas) {
    gradient = new DefaultGradient(flattened);
    // DL4J's layers hash the arrays that they hold, which may be gone.
    Map<Link, Map<String, INDArray>> gradients = new IdentityHashMap<>();
    for (Link link : links) {
      Map<String, INDArray> views = Stages.gradients(link.layer());
      views.forEach((key, view) -> gradient.setGradientFor(link.key() + "_" + key, view));
      gradients.put(link, views);
    }
    Link output = links.get(links.size() - 1);
    for (Link link : links) {
      Stages.dropout(link).ifPresent(stages::add);
      if (link != output) {
        add(link, gradients.get(link), lambdas);
        ends.add(stages.size());
      }
    }
    lowestTrained = stages.get(0) instanceof Dropout ? 1 : 0;
    byStep = Stages.byStep(output.layer(), gradients.get(output));
    byOutput = Stages.anyLoss(output.layer(), gradients.get(output));
    kernel =
        byStep instanceof SoftmaxHead head
                && recurrent.size() == stages.size()
                && recurrent.stream().noneMatch(Recurrent::isRegularized)
            ? head.with(recurrent)
            : Optional.empty();
  }

  private void add(
      Link link, Map<String, INDArray> gradients, ToDoubleFunction<VanillaRnnImpl> lambdas) {
    Stage stage = Stages.hidden(link.inner(), gradients, lambdas);
    stages.add(stage);
    if (stage instanceof Recurrent r) {
      recurrent.add(r);
    }
    if (stage instanceof Pooling p) {
      pooling = p;
    }
    if (link.takesLastStep()) {
      stages.add(new LastStep());
    }
  }

  /** Begins with whole sequences: nothing was before the next window. */
  public void begin() {
    if (pooling != null) {
      pooling.begin();
    }
  }

  /**
   * What the last forward pass saw is before the next window.
   *
   * @param passed for which examples; the others have been there
   */
  public void passBy(boolean[] passed) {
    if (pooling != null) {
      pooling.passBy(passed);
    }
  }

  /** {@return DL4J's gradient, with all of the network's variables} */
  public Gradient gradient() {
    return gradient;
  }

  /**
   * Forward, loss and backward. The gradient is summed over minibatch and time.
   *
   * @param steps the window
   * @param labels of the last S steps, whose losses enter: [S, B, nOut], or indices [S, B, 1]; of
   *     whole sequences [1, B, nOut]
   * @param labelMask [S, B] or [S, B, nOut], or null
   * @param carry what an error is multiplied by that comes back to a step from the one after it,
   *     for the first T-1; null for ones
   * @param afterForward called when the outputs of the layers are there
   * @return the sum of the losses
   */
  public double train(
      Steps steps, INDArray labels, INDArray labelMask, double[] carry, Runnable afterForward) {
    together = kernel.isPresent() && runsTogether(steps.x, labelMask);
    if (together) {
      double loss = kernel.get().train(window(steps, new Head.Targets(labels, labelMask), carry));
      afterForward.run();
      return loss;
    }
    INDArray x = forward(steps);
    afterForward.run();
    INDArray owned = Rows.from(x, x.size(0) - labels.size(0));
    INDArray error = memory.array(PassMemory.Use.ERROR, x.dataType(), owned.shape());
    Head head = labelMask != null && labelMask.rank() == 3 ? byOutput : byStep;
    double loss = head.backward(owned, new Head.Targets(labels, labelMask), error);
    recurrent.forEach(layer -> layer.carry(carry));
    for (int i = stages.size() - 1; i >= 0; i--) {
      error = stages.get(i).backward(error, i > lowestTrained);
    }
    return loss;
  }

  /**
   * Forward.
   *
   * @param steps the window
   * @return what goes into the output layer, [T, B, n]
   */
  public INDArray forward(Steps steps) {
    together = false;
    outputs.clear();
    for (int i = 0; i < recurrent.size(); i++) {
      recurrent.get(i).enter(steps.entering == null ? null : steps.entering.get(i));
    }
    INDArray x = steps.x;
    INDArray mask = steps.mask;
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      x = stage.forward(x, mask, steps.moment);
      if (stage instanceof LastStep || stage instanceof Pooling) {
        mask = null; // what goes on is one real step
      }
      if (ends.contains(i + 1)) {
        outputs.add(x);
      }
    }
    return x;
  }

  /** A quarter: layer by layer, a window needs little of the heap, and native memory instead. */
  private static long heapForWindows() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  private boolean runsTogether(INDArray x, INDArray labelMask) {
    boolean byStep = labelMask == null || labelMask.rank() == 2;
    long steps = x.size(0);
    long examples = x.size(1);
    long widest =
        Math.max(x.size(2), recurrent.stream().mapToLong(Recurrent::size).max().orElse(0));
    return byStep
        && steps * examples * widest <= LARGEST
        && kernel.orElseThrow().floats(steps, examples) * Float.BYTES <= heapForWindows();
  }

  private WindowKernel.Window window(Steps steps, Head.Targets targets, double[] carry) {
    List<INDArray> entering = // may be null for each layer
        steps.entering == null
            ? Collections.nCopies(recurrent.size(), (INDArray) null)
            : steps.entering;
    return new WindowKernel.Window(
        steps.x, steps.mask, entering, ((SoftmaxHead) byStep).rows(targets), carry);
  }

  /** {@return copies of the states after the last step, [B, n] for each recurrent layer} */
  public List<INDArray> leaving() {
    return together
        ? ofEachLayer(kernel.get()::leaving)
        : recurrent.stream().map(Recurrent::leaving).toList();
  }

  /** {@return Omega of the last backward pass, summed over layers and minibatch; NaN without} */
  public double omega() {
    return recurrent.stream()
        .filter(Recurrent::isRegularized)
        .mapToDouble(Recurrent::omega)
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }

  private List<INDArray> ofEachLayer(IntFunction<INDArray> array) {
    return IntStream.range(0, recurrent.size()).mapToObj(array).toList();
  }

  /** {@return what the layers below the output gave in the last forward pass, [T, B, n] each} */
  public List<INDArray> outputs() {
    return together ? ofEachLayer(kernel.get()::outputs) : List.copyOf(outputs);
  }
}
