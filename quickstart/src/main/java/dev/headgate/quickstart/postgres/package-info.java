/**
 * Real PostgreSQL servers without Docker: binaries from the class path, unpacked once, started as their own
 * processes by any user (root included), and stopped, killed, copied or promoted at will. Knows nothing of Headgate.
 */
@NullMarked
package dev.headgate.quickstart.postgres;

import org.jspecify.annotations.NullMarked;
