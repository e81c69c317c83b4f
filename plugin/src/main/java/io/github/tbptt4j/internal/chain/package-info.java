/** Recognises networks that are a plain chain of layers, for the trainer and for sessions. */
package io.github.tbptt4j.internal.chain;
