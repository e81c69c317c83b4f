/** What a sweep has found, as a page that people look at: table, figures, advice. */
package io.github.tbptt4j.tuning.report;
