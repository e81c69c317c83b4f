package io.github.tbptt4j.tuning.cli;

/** How predictions are written. */
enum PredictionFormat {
  /** Comma-separated, with a header. */
  CSV,
  /** A JSON object a line. */
  JSONL
}
