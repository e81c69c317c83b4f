/** Pretrained sequence models built on {@link io.github.tbptt4j.VanillaRnn}: none yet. */
package io.github.tbptt4j.zoo;
