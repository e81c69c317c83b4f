/** Cards of models as pages and as text for people; not for users of the library. */
package io.github.tbptt4j.zoo.internal.card;
