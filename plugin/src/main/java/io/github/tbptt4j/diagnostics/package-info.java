/** What happens to gradients on their way back through time: measured, on one's own network. */
package io.github.tbptt4j.diagnostics;
