/** The file of a checkpoint: numbers, arrays and what tells one training from another. */
package io.github.tbptt4j.internal.train.checkpoint;
