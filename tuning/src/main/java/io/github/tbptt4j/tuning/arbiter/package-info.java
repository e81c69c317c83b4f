/**
 * For Arbiter: spaces of truncations, of vanilla RNN layers and of whole candidates; generators
 * that are seeded throughout and have grids of the right size; a task creator for Arbiter's runner.
 */
package io.github.tbptt4j.tuning.arbiter;
