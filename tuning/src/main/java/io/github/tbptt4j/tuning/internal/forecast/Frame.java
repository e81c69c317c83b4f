package io.github.tbptt4j.tuning.internal.forecast;

import java.util.List;

/**
 * A table as a model's roles see it.
 *
 * @param series one or more
 * @param tableRows how many rows the table has
 * @param clock goes on with its time
 */
public record Frame(List<Rows> series, int tableRows, Clock clock) {}
