/** How good forecasts and their intervals are, in the units of the data. NaN is a missing value. */
package io.github.tbptt4j.tuning.internal.score;
