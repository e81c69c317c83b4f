/**
 * What a sweep trains and scores on: texts, CSV sequences, any {@link
 * io.github.tbptt4j.tuning.data.SequenceData} of a user's, split without leakage.
 */
package io.github.tbptt4j.tuning.data;
