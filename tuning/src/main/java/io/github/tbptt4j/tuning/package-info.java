/** Sweeps over truncation lengths with Arbiter: not yet there. */
package io.github.tbptt4j.tuning;
