/** Model files as bytes, checked before they are believed; not for users. */
package io.github.tbptt4j.zoo.internal.file;
