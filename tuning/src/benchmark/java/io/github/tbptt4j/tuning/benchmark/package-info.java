/** Forecasts of public series, made by the command line as a stranger would use it. */
package io.github.tbptt4j.tuning.benchmark;
