/** Text as a sequence of network inputs; not for users. */
package io.github.tbptt4j.zoo.internal.text;
