/**
 * Tables from CSV files as they are found: {@link io.github.tbptt4j.tuning.table.TableReader} is
 * where to begin.
 */
package io.github.tbptt4j.tuning.table;
