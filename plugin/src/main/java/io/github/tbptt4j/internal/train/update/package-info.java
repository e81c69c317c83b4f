/** DL4J's updaters over DL4J's own parameters and updater state, as plain loops. */
package io.github.tbptt4j.internal.train.update;
