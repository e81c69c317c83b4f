package io.github.tbptt4j.tuning.table;

/** Where a row is. */
final class FilePlace {
  String file;
  long line;

  String in(String column) {
    return file + ", line " + line + ", column " + column;
  }
}
