/** DL4J's recurrent layers with a backward pass of this library's. */
package io.github.tbptt4j.internal.train.cell;
