/** Arbiter's candidate generators, seeded throughout and with grids of the right size. */
package io.github.tbptt4j.tuning.search;
