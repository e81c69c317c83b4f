/** Spellings as letters and their neighbours, and the recurrent network that reads them aloud. */
package io.github.tbptt4j.zoo.internal.phonemes;
