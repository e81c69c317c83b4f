/**
 * Pretrained sequence models built on {@link io.github.tbptt4j.VanillaRnn}. Each loads in one line,
 * without a network, and comes with a {@link io.github.tbptt4j.zoo.ModelCard}: what it was trained
 * on, how, and how well it does beside a baseline.
 */
package io.github.tbptt4j.zoo;
