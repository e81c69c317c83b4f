/** From any table to a forecast: data, model, scores. The command line is made of these. */
package io.github.tbptt4j.tuning.forecast;
