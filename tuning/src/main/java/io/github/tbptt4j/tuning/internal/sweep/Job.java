package io.github.tbptt4j.tuning.internal.sweep;

/**
 * A piece of training.
 *
 * @param proposal the hyperparameters
 * @param repeat which of the seeds, from 0
 * @param candidate the number of the two
 * @param rung where to stop; the number of rungs for the end of the training
 */
record Job(Proposals.Proposal proposal, int repeat, int candidate, int rung) {}
