package io.github.tbptt4j.benchmark;

/** A case on libtorch, ready to be called again and again. */
interface TorchWork {
  /** One call; its temporary tensors belong to the caller's scope. */
  void run();

  /** {@return what calls compute, from the initial weights; asked before the first call} */
  Results results();
}
