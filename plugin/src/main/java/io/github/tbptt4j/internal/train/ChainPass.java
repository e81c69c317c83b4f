package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.layer.CarriedState;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.train.chain.ChainRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A window directly by the kernels, for chains of VanillaRnn layers. DL4J's network is not run: it
 * lends its parameters and its gradient.
 */
final class ChainPass implements WindowPass {
  private final TrainableNetwork network;
  private final ChainRun chain;
  private final ChainArrays arrays;
  private final boolean penalised;
  private final INDArray parameters;
  private final INDArray gradient;

  ChainPass(TrainableNetwork network, List<Link> links, ToDoubleFunction<VanillaRnnImpl> lambdas) {
    this.network = network;
    parameters = network.model().params();
    gradient = network.gradientView();
    chain = new ChainRun(links, gradient, lambdas);
    arrays = new ChainArrays(network, links.get(0).inner());
    penalised = links.stream().anyMatch(ChainPass::hasPenalty);
  }

  private static boolean hasPenalty(Link link) {
    if (link.layer().numParams() == 0) {
      return false;
    }
    var config = link.layer().getConfig();
    return link.layer().paramTable(false).keySet().stream()
        .map(config::getRegularizationByParam)
        .anyMatch(penalties -> penalties != null && !penalties.isEmpty());
  }

  /** Whether the network still has the arrays that this pass works in. */
  boolean isCurrent() {
    return network.model().params() == parameters && network.gradientView() == gradient;
  }

  @Override
  public Chunk bring(Chunk minibatch) {
    return arrays.bring(minibatch);
  }

  @Override
  public OwnedLosses losses(Chunk steps, int firstError) {
    return OwnedLosses.of(steps, firstError, steps.labelMasks());
  }

  @Override
  public Result run(OwnedLosses owned, NetworkState entering, double[] carry) {
    Chunk chunk = owned.steps();
    Chunk counting = chunk.slice(owned.firstError(), chunk.steps());
    boolean heard = !network.listeners().isEmpty();
    if (heard) {
      network.setArrays(chunk); // listeners ask for the minibatch size
    }
    double sum =
        chain.train(
            arrays.steps(chunk, entering),
            counting.labelsTimeFirst(),
            counting.labelMaskTimeFirst(),
            carry,
            () -> {
              if (heard) {
                network.forwardDone(activations(chunk));
              }
            });
    network.setGradient(chain.gradient());
    if (heard) {
      network.backwardDone();
    }
    Losses losses = new Losses(new double[] {sum}, owned.counts());
    double regularization = penalised ? network.regularization() : 0;
    return new Result(
        losses,
        score(losses, chunk.examples(), regularization),
        regularization,
        chain.omega(),
        leaving());
  }

  private List<INDArray> activations(Chunk chunk) {
    List<INDArray> activations = new ArrayList<>(List.of(chunk.features()[0]));
    chain.outputs().forEach(output -> activations.add(chunk.asDl4j(output)));
    return activations;
  }

  @Override
  public NetworkState advance(Chunk steps, NetworkState entering) {
    chain.forward(arrays.steps(steps, entering));
    return leaving();
  }

  @Override
  public void begin() {
    chain.begin();
  }

  @Override
  public void passBy(boolean[] passed) {
    chain.passBy(passed);
  }

  private NetworkState leaving() {
    return new NetworkState(
        chain.leaving().stream()
            .map(state -> Map.of(CarriedState.PREVIOUS_ACTIVATION, state))
            .toList());
  }

  @Override
  public double score(Losses losses, int examples, double regularization) {
    return regularization + network.meanOverExamples(losses.sums()[0], examples);
  }
}
