package io.github.tbptt4j.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/** libtorch. Its forms are those in which a PyTorch user might write a case. */
final class TorchPeer implements Peer {
  private final int threads;

  private TorchPeer(int threads) {
    this.threads = threads;
  }

  /** Argument: the number of threads. */
  public static void main(String[] args) throws IOException {
    Peer.serve(new TorchPeer(Integer.parseInt(args[0])));
  }

  @Override
  public List<String> forms(Case one) {
    if (one.has(Case.Trait.ONE_THREAD) && threads > 1) {
      return List.of();
    }
    List<String> forms =
        switch (one.kind()) {
          case LAYER, BACKWARD ->
              one.isTruncated() ? List.of() : List.of(TorchLayer.WITH_DX, TorchLayer.WITHOUT_DX);
          case LANGUAGE_MODEL, TRAINER ->
              one.readsSymbols()
                  ? List.of(TorchCharacterModel.RNN, TorchCharacterModel.EMBEDDING)
                  : List.of(TorchCharacterModel.RNN);
          case INFERENCE -> List.of(TorchInference.RNN, TorchInference.CELL, TorchInference.ADDMM);
        };
    String suffix = threads == 1 ? ", 1 thread" : ", " + threads + " threads";
    return forms.stream().map(form -> form + suffix).toList();
  }

  private TorchWork work(Case one, String formAndThreads) {
    torch.set_num_threads(threads);
    String form = formAndThreads.substring(0, formAndThreads.lastIndexOf(','));
    return switch (one.kind()) {
      case LAYER -> TorchLayer.bothPasses(one, form);
      case BACKWARD -> TorchLayer.backwardAlone(one, form);
      case LANGUAGE_MODEL -> new TorchLanguageModel(one, form);
      case INFERENCE -> new TorchInference(one, form);
      case TRAINER -> new TorchTrainer(one, form);
    };
  }

  @Override
  public Results results(Case one, String form) {
    try (PointerScope scope = new PointerScope()) {
      return work(one, form).results();
    }
  }

  @Override
  public double medianMs(Case one, String form, double warmUpSeconds, double seconds) {
    try (PointerScope scope = new PointerScope()) {
      TorchWork work = work(one, form);
      times(work, warmUpSeconds);
      double[] sorted = times(work, seconds).stream().mapToDouble(ms -> ms).sorted().toArray();
      return sorted[sorted.length / 2];
    }
  }

  /** Calls for so long, one at least; every call's temporary tensors go at its end. */
  private static List<Double> times(TorchWork work, double seconds) {
    List<Double> times = new ArrayList<>();
    long end = System.nanoTime() + Math.round(seconds * 1e9);
    do {
      long start = System.nanoTime();
      try (PointerScope scope = new PointerScope()) {
        work.run();
      }
      times.add((System.nanoTime() - start) / 1e6);
    } while (System.nanoTime() < end);
    return times;
  }
}
