package io.github.tbptt4j.tuning.internal.forecast;

/**
 * What a model was made from.
 *
 * @param files names of the table's files
 * @param sha256 of the table
 * @param rows of the table
 * @param split in words
 */
public record Origin(String files, String sha256, int rows, String split) {}
