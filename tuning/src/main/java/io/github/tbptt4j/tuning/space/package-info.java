/** Parameter spaces for Arbiter: truncations, the vanilla RNN layer, whole candidates. */
package io.github.tbptt4j.tuning.space;
