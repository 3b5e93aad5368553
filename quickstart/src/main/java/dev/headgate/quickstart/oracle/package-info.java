/**
 * The independent judge: reads staged files through DuckDB and the commit log as plain JSON, checks what the delivery
 * contract promises, rebuilds each table, and compares it with the source. Shares no code with what it judges.
 */
@NullMarked
package dev.headgate.quickstart.oracle;

import org.jspecify.annotations.NullMarked;
