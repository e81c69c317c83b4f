/** Long sequences as parallel streams, in memory or on a disk. */
package io.github.tbptt4j.internal.data;
