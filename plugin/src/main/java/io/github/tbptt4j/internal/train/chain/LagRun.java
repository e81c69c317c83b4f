package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import io.github.tbptt4j.internal.train.flow.LossRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Takes single losses back through a chain, lag by lag, all of them side by side: one product a lag
 * and a matrix. Writes nothing that is the network's.
 */
public final class LagRun {
  private final List<LagLayer> layers = new ArrayList<>(); // that have all steps
  private final List<LagRecurrent> recurrent = new ArrayList<>();
  private final List<LagLayer> ofSequences = new ArrayList<>(); // above the collapse
  private Link collapse; // what makes one step of all; null for none
  private final Layer output;

  /**
   * A walk.
   *
   * @param links the chain, without an {@link ChainRules#obstacle}
   * @throws IllegalStateException if a recurrent layer is above what makes one step of all
   */
  public LagRun(List<Link> links) {
    for (Link link : links.subList(0, links.size() - 1)) {
      if (!link.pools()) {
        add(link);
      }
      if (link.pools() || link.takesLastStep()) {
        collapse = link;
      }
    }
    output = links.get(links.size() - 1).layer();
  }

  private void add(Link link) {
    LagLayer layer =
        link.inner() instanceof VanillaRnnImpl rnn
            ? new LagRecurrent(link.name(), rnn)
            : new LagDense(link.inner());
    if (layer instanceof LagRecurrent r) {
      if (collapse != null) {
        throw new IllegalStateException(
            link.name()
                + " is above "
                + collapse.name()
                + ", which makes one step of all: no gradient goes back in time there. Put it"
                + " below.");
      }
      recurrent.add(r);
    }
    (collapse == null ? layers : ofSequences).add(layer);
  }

  /**
   * Measures.
   *
   * @param steps the steps; its moment doesn't matter
   * @param targets labels of all steps, [T, B, nOut], or of whole sequences, [1, B, nOut]; masks
   * @param request losses and lags
   * @param progress hears which part of the steps back is done, up to 1
   * @return how far the losses reach back
   * @throws IllegalStateException if a derivative isn't finite
   */
  public LagNorms measure(
      ChainRun.Steps steps, Head.Targets targets, LagRequest request, DoubleConsumer progress) {
    int examples = Math.toIntExact(steps.x().size(1));
    Ways ways = Ways.of(request.losses(), examples);
    List<LagSums> sums = new ArrayList<>();
    for (int i = 0; i < recurrent.size(); i++) {
      sums.add(new LagSums(recurrent.get(i), request, ways.order));
      INDArray entering = steps.entering() == null ? null : steps.entering().get(i);
      recurrent.get(i).begin(entering, sums.get(i));
    }
    INDArray x = steps.x();
    for (LagLayer layer : layers) {
      x = layer.forward(x, steps.mask());
    }
    long cost = forwardCost(x.size(0), examples) + headCost(request.losses().count());

    INDArray direct; // dL/d top output: one row a loss, or of all steps where a sequence has one
    if (collapse == null) {
      direct = errors(x, targets, ways.at(0, ways.order.length));
    } else {
      direct = errorsOfSequences(x, steps.mask(), targets, ways.examples());
    }
    int lowest = layers.indexOf(recurrent.get(0));
    double toGo = ways.stepsBack(request.lags());
    double gone = 0;
    for (int k = 0; k <= request.lags(); k++) {
      int count = ways.count(k);
      if (count > 0) {
        int[] at = ways.at(k, count);
        INDArray error = k == 0 ? direct : null;
        if (collapse != null) {
          error = Rows.pick(direct, at);
        }
        for (int i = layers.size() - 1; i >= lowest; i--) {
          error = layers.get(i).back(at, error, i > lowest);
        }
        cost += count * backCost(request);
      }
      sums.forEach(LagSums::nextLag);
      gone += count;
      progress.accept(gone / toGo);
    }
    return new LagNorms(
        request.losses(),
        request.lags(),
        request.depths(),
        sums.stream().map(LagSums::result).toList(),
        cost);
  }

  /** dL/d top output of single losses, a row each. */
  private INDArray errors(INDArray top, Head.Targets targets, int[] at) {
    INDArray x = Rows.pick(Rows.of(top), at);
    INDArray labels = Rows.pick(Rows.of(targets.labels()).castTo(x.dataType()), at);
    INDArray mask = targets.mask();
    boolean byOutput = mask != null && mask.rank() == 3;
    Head.Targets picked =
        new Head.Targets(
            Rows.asSequences(labels, 1),
            mask == null
                ? null
                : byOutput
                    ? Rows.asSequences(Rows.pick(Rows.of(mask), at), 1)
                    : Rows.pick(mask.reshape('c', mask.length(), 1), at));
    INDArray dx = Nd4j.createUninitialized(x.dataType(), x.shape(), 'c');
    head(byOutput).backward(Rows.asSequences(x, 1), picked, Rows.asSequences(dx, 1));
    return dx;
  }

  /** The output, whose own gradients nobody looks at. */
  private Head head(boolean byOutput) {
    var gradients =
        Stages.gradients(output, Nd4j.create(output.params().dataType(), 1, output.numParams()));
    return byOutput ? Stages.anyLoss(output, gradients) : Stages.byStep(output, gradients);
  }

  /** dL/d top output of all steps, each example's for its own loss, [T * B, n]. */
  private INDArray errorsOfSequences(
      INDArray top, INDArray mask, Head.Targets targets, int[] examples) {
    Stage stage =
        collapse.pools()
            ? new Pooling((GlobalPoolingLayer) collapse.inner().conf().getLayer())
            : new LastStep();
    INDArray x = stage.forward(top, mask, new Moment(0, 0));
    for (LagLayer layer : ofSequences) {
      x = layer.forward(x, null);
    }
    INDArray error = errors(x, targets, examples);
    for (int i = ofSequences.size() - 1; i >= 0; i--) {
      error = ofSequences.get(i).back(examples, error, true);
    }
    INDArray ofAll = Nd4j.create(top.dataType(), new long[] {1, top.size(1), top.size(2)}, 'c');
    for (int i = 0; i < examples.length; i++) {
      Rows.of(ofAll).putRow(examples[i], error.getRow(i));
    }
    INDArray reached = stage.backward(ofAll, true);
    INDArray entire = Nd4j.create(top.dataType(), top.shape(), 'c');
    Rows.from(entire, top.size(0) - reached.size(0)).assign(reached);
    return Rows.of(entire);
  }

  /**
   * What {@link #measure} takes at most.
   *
   * @param steps T
   * @param examples B
   * @param request losses and lags
   * @return multiply-adds of the matrix products
   */
  public long multiplyAdds(int steps, int examples, LagRequest request) {
    long losses = request.losses().count();
    return forwardCost(steps, examples)
        + headCost(losses)
        + losses * (request.lags() + 1) * backCost(request);
  }

  private long forwardCost(long steps, long examples) {
    return steps * examples * layers.stream().mapToLong(LagLayer::forwardCost).sum()
        + examples * ofSequences.stream().mapToLong(LagLayer::forwardCost).sum();
  }

  private long headCost(long losses) {
    long above = ofSequences.stream().mapToLong(layer -> layer.backCost(true, false)).sum();
    return losses * (3 * output.numParams() + above); // forward, and both gradients
  }

  /** Of one loss, one lag. */
  private long backCost(LagRequest request) {
    int lowest = layers.indexOf(recurrent.get(0));
    return IntStream.range(lowest, layers.size())
        .mapToLong(i -> layers.get(i).backCost(i > lowest, request.depths().length > 0))
        .sum();
  }

  /**
   * Which losses have how many lags.
   *
   * @param losses the losses
   * @param order their rows by the length of their way, the longest first
   * @param minibatch B
   */
  private record Ways(LossRows losses, int[] order, int minibatch) {
    static Ways of(LossRows losses, int minibatch) {
      int[] order =
          IntStream.range(0, losses.count())
              .boxed()
              .sorted(Comparator.comparingInt(row -> -losses.ways()[row]))
              .mapToInt(row -> row)
              .toArray();
      return new Ways(losses, order, minibatch);
    }

    /** Of all losses together, the loss's own step among them. */
    long stepsBack(int lags) {
      return Arrays.stream(losses.ways()).mapToLong(way -> Math.min(way, lags + 1)).sum();
    }

    /** How many losses have a lag: the first ones in their order. */
    int count(int lag) {
      return (int) Arrays.stream(order).takeWhile(row -> losses.ways()[row] > lag).count();
    }

    /** The rows that the first losses have reached. */
    int[] at(int lag, int count) {
      return Arrays.stream(order, 0, count)
          .map(row -> (losses.steps()[row] - lag) * minibatch + losses.examples()[row])
          .toArray();
    }

    int[] examples() {
      return Arrays.stream(order).map(row -> losses.examples()[row]).toArray();
    }
  }
}
