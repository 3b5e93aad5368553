/**
 * The configuration: immutable records, and the strict loader that makes them from YAML, an environment and secret files. Every problem of a file is reported in one pass, with line and column.
 */
@NullMarked
package dev.headgate.gateway.config;

import org.jspecify.annotations.NullMarked;
