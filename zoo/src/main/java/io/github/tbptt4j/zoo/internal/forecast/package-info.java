/** What a forecaster of daily series reads of a series: classical forecasts and their errors. */
package io.github.tbptt4j.zoo.internal.forecast;
