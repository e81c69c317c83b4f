/** Files that outlive a crash. */
package io.github.tbptt4j.internal.files;
