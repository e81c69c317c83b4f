/** Sweeps on a Spark cluster. */
package io.github.tbptt4j.spark;
