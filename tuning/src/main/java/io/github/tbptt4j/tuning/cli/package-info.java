/** The command line, {@code java -jar tbptt4j.jar}: not meant for use from Java. */
package io.github.tbptt4j.tuning.cli;
