/**
 * How the trainer runs windows through a network: buffer, stored states, exact backward passes, the
 * update. Not meant for users: it may change.
 */
package io.github.tbptt4j.training;
