/** How the user-agent classifier is trained and measured. */
package io.github.tbptt4j.zoo.training.useragents;
