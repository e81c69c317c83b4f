/** DL4J's side of the vanilla-RNN layer. Not meant for users: it may change. */
package io.github.tbptt4j.layer;
