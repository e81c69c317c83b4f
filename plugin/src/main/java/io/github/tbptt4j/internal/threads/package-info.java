/** The one pool of threads a process, and how work is shared out among them. */
package io.github.tbptt4j.internal.threads;
