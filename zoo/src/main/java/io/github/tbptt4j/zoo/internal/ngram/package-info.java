/** Texts as hashed n-grams, and the small recurrent network that reads them, without ND4J. */
package io.github.tbptt4j.zoo.internal.ngram;
