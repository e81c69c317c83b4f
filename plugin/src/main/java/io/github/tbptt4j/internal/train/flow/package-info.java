/** How far the gradients of single losses go back in time: what is measured, and what it says. */
package io.github.tbptt4j.internal.train.flow;
