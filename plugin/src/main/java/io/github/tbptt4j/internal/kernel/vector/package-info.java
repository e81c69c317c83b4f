/** The fastest kernel: products by Java's Vector API. Its other half stands in src/vector. */
package io.github.tbptt4j.internal.kernel.vector;
