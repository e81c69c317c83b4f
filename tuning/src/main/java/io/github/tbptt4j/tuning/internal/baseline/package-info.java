/**
 * Forecasts to compare a model with: each says at row t what it expects of row t + H, from the
 * values of rows 0 to t alone. NaN is a missing value.
 */
package io.github.tbptt4j.tuning.internal.baseline;
