/** Trains the forecaster of daily series, and measures it beside others. */
package io.github.tbptt4j.zoo.training.forecast;
