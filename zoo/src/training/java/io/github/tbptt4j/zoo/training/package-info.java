/**
 * The programs that train the zoo's models, and what measures them. They are compiled and tested
 * with the tests, which keeps their data and tools out of what a user depends on.
 */
package io.github.tbptt4j.zoo.training;
