/**
 * Synthetic tasks of the literature: data whose dependencies are as long as one likes, for seeing
 * how far a truncation learns.
 */
package io.github.tbptt4j.tuning.tasks;
