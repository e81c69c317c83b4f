/** From the columns of a table to a network's inputs, and from its outputs back to the data. */
package io.github.tbptt4j.tuning.internal.forecast;
