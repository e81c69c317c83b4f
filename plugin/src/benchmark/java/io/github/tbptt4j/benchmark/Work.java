package io.github.tbptt4j.benchmark;

/** What is timed, ready to be called again and again. */
interface Work {
  /** One call. */
  void run();

  /** {@return what calls compute, from the initial weights; asked before the first call} */
  Results results();
}
