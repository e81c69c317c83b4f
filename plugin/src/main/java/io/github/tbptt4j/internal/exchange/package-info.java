/** Files of other libraries: what stands in them, and where in a network it belongs. */
package io.github.tbptt4j.internal.exchange;
