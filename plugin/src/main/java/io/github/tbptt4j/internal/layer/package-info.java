/** DL4J's side of the layers: adapter, parameters, checks, carried history. */
package io.github.tbptt4j.internal.layer;
