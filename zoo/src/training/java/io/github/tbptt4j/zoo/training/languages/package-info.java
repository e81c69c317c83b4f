/** How the language identifier is trained and measured. */
package io.github.tbptt4j.zoo.training.languages;
