package io.github.tbptt4j.tuning.internal.forecast;

/**
 * What a model was made from.
 *
 * @param files names of the table's files
 * @param sha256 of the table
 * @param rows of the table
 * @param split in words
 * @param trainedTo the first row of the table, in its own order, that was neither trained on nor
 *     selected by; -1 where rows of all parts are mixed
 */
public record Origin(String files, String sha256, int rows, String split, int trainedTo) {}
