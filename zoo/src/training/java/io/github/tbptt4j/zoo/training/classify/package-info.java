/** What the trainings of all text classifiers share. */
package io.github.tbptt4j.zoo.training.classify;
