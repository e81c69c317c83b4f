/** What belongs to the process and not to one training: its threads, and memory off the heap. */
package io.github.tbptt4j.tuning.internal.process;
