/**
 * The arithmetic of a vanilla RNN, forward and backward through time. Not meant for users: it may
 * change.
 */
package io.github.tbptt4j.kernel;
