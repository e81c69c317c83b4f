package io.github.tbptt4j.tuning.internal.forecast;

/**
 * What a model was made from.
 *
 * @param files names of the table's files
 * @param sha256 of the table
 * @param rows of the table
 * @param split in words
 * @param regular whether its rows lay a step apart; else each counts as a step
 * @param decimal mark of its numbers; null if it isn't known
 * @param dayFirst whether its dates have the day before the month; null if it isn't known
 */
public record Origin(
    String files,
    String sha256,
    int rows,
    String split,
    boolean regular,
    @MayBeNull Character decimal,
    @MayBeNull Boolean dayFirst) {}
