package io.github.tbptt4j.tuning.report;

import java.util.List;

/**
 * What a chart of the page says, in a sentence and as a table, for readers who don't see it and for
 * pages without scripts; the page's script draws the chart itself.
 *
 * @param id its name in the page
 * @param title above it
 * @param says what is to be seen in it
 * @param caption how to read it
 * @param broad whether it takes the whole width
 * @param head headings of the table
 * @param rows cells of the table
 */
record Chart(
    String id,
    String title,
    String says,
    String caption,
    boolean broad,
    List<String> head,
    List<List<String>> rows) {}
