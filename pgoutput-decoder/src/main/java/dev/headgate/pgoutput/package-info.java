/** Decoder for PostgreSQL logical replication messages (plug-in pgoutput). */
@NullMarked
package dev.headgate.pgoutput;

import org.jspecify.annotations.NullMarked;
