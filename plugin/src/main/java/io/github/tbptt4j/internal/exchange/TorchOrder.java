package io.github.tbptt4j.internal.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The order in which a model calls its modules. A file doesn't tell it; often their sizes leave one
 * only: what goes out of a module goes into the next.
 */
final class TorchOrder {
  /** So that all orders are soon tried. */
  private static final int MOST = 8;

  private final List<List<TorchPart>> modules;
  private final Predicate<List<TorchPart>> fits;
  private final List<List<TorchPart>> found = new ArrayList<>();
  private final Deque<TorchPart> path = new ArrayDeque<>();

  private TorchOrder(List<List<TorchPart>> modules, Predicate<List<TorchPart>> fits) {
    this.modules = modules;
    this.fits = fits;
  }

  /**
   * The modules of a file.
   *
   * @param tensors its tensors
   * @return for each module what it may be
   * @throws IllegalArgumentException if a tensor is missing or has a shape that it can't have
   */
  static List<List<TorchPart>> modules(TorchTensors tensors) {
    List<List<TorchPart>> modules = new ArrayList<>();
    tensors
        .recurrent()
        .forEach((name, layers) -> modules.add(List.of(TorchPart.recurrent(name, layers))));
    for (Map.Entry<String, Map<String, TensorEntry>> matrix : tensors.matrices().entrySet()) {
      modules.add(TorchPart.matrices(matrix.getKey(), matrix.getValue()));
    }
    return modules;
  }

  /**
   * The only order that the sizes leave.
   *
   * @param modules for each module what it may be
   * @param fits what an order must fulfil besides, asked only where there is more than one
   * @throws IllegalArgumentException if there is none, or still more than one
   */
  static List<TorchPart> only(List<List<TorchPart>> modules, Predicate<List<TorchPart>> fits) {
    if (modules.stream().noneMatch(module -> module.get(0).kind() == TorchPart.Kind.RNN)) {
      throw new IllegalArgumentException("The file has no nn.RNN: " + listed(modules) + ".");
    }
    TorchOrder all = new TorchOrder(modules, order -> true).search();
    if (all.found.isEmpty()) {
      throw new IllegalArgumentException(
          "These modules can't follow each other, for what goes out of one doesn't fit into the"
              + " next: "
              + listed(modules)
              + ". Leave out what the network doesn't need with ignoring(..).");
    }
    if (all.found.size() == 1) {
      return all.found.get(0);
    }
    TorchOrder fitting = new TorchOrder(modules, fits).search();
    if (fitting.found.size() == 1) {
      return fitting.found.get(0);
    }
    throw new IllegalArgumentException(
        "Which module comes when, and whether it is an nn.Linear or an nn.Embedding, can't be told"
            + " from sizes: "
            + listed(modules)
            + ". Say it with TorchModule, in the order in which the model calls them.");
  }

  private static String listed(List<List<TorchPart>> modules) {
    return modules.stream()
        .limit(MOST)
        .map(module -> module.get(0).toString())
        .collect(Collectors.joining(", "));
  }

  private TorchOrder search() {
    if (modules.size() > MOST) {
      throw new IllegalArgumentException(
          "The file has "
              + modules.size()
              + " modules, too many to try all orders: say it with TorchModule, in the order in"
              + " which the model calls them.");
    }
    follow(new boolean[modules.size()]);
    return this;
  }

  private void follow(boolean[] taken) {
    if (path.size() == modules.size()) {
      List<TorchPart> order = List.copyOf(path);
      if (isWhole(order) && fits.test(order)) {
        found.add(order);
      }
      return;
    }
    for (int i = 0; i < modules.size(); i++) {
      for (TorchPart part : taken[i] ? List.<TorchPart>of() : modules.get(i)) {
        if (follows(part)) {
          taken[i] = true;
          path.addLast(part);
          follow(taken);
          path.removeLast();
          taken[i] = false;
        }
      }
    }
  }

  /** An embedding is the first, and feeds an nn.RNN. */
  private boolean follows(TorchPart part) {
    TorchPart before = path.peekLast();
    if (before == null) {
      return true;
    }
    return part.kind() != TorchPart.Kind.EMBEDDING
        && before.out() == part.in()
        && (before.kind() != TorchPart.Kind.EMBEDDING || part.kind() == TorchPart.Kind.RNN);
  }

  private static boolean isWhole(List<TorchPart> order) {
    return order.get(order.size() - 1).kind() != TorchPart.Kind.EMBEDDING;
  }

  /**
   * Sees that modules in an order that somebody gave can follow each other.
   *
   * @param order the modules
   * @throws IllegalArgumentException if they can't
   */
  static void require(List<TorchPart> order) {
    TorchOrder given = new TorchOrder(List.of(), all -> true);
    for (TorchPart part : order) {
      if (!given.follows(part)) {
        boolean late = part.kind() == TorchPart.Kind.EMBEDDING;
        throw new IllegalArgumentException(
            part
                + " can't follow "
                + given.path.peekLast()
                + (late
                    ? ": an embedding is the first."
                    : ": sizes, or an embedding without an nn.RNN behind it."));
      }
      given.path.addLast(part);
    }
    if (!isWhole(order) || order.stream().noneMatch(part -> part.kind() == TorchPart.Kind.RNN)) {
      throw new IllegalArgumentException("The modules given have no nn.RNN: " + order + ".");
    }
  }
}
