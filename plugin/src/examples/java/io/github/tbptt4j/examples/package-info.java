/**
 * The project's main job: a character language model of a novel, trained with k1 &ne; k2.
 *
 * <p>{@link io.github.tbptt4j.examples.TrainOnBook} is the program; every other class is one part
 * of it: the book, the streams cut from it, the network, the measure, the sample, the picture.
 * Beside it, {@link io.github.tbptt4j.examples.GradientBySteps} prints how gradients vanish and
 * explode.
 */
package io.github.tbptt4j.examples;
