/** How far a truncation learns: a task whose difficulty is a time lag and nothing else. */
package io.github.tbptt4j.tuning.probe;
