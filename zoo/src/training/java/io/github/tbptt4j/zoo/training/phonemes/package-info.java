/** What the zoo's pronouncer is trained on and measured with. */
package io.github.tbptt4j.zoo.training.phonemes;
