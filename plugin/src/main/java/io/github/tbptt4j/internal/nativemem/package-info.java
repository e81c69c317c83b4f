/** Arrays' memory: pointers, copies, OpenBLAS, finite values, and the one gate before all of it. */
package io.github.tbptt4j.internal.nativemem;
