/** Where to look next: densities of good and bad trials over the unit cube. */
package io.github.tbptt4j.tuning.internal.search;
