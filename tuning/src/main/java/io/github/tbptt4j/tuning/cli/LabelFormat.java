package io.github.tbptt4j.tuning.cli;

/** How labels of texts are written. */
enum LabelFormat {
  /** Tab-separated, without a header. */
  TSV,
  /** A JSON object a line. */
  JSONL
}
