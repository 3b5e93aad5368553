/** The commands {@code headgate ingest run, status, history, pause, resume, full-refresh, maintain, validate}. */
@NullMarked
package dev.headgate.ingest.cli;

import org.jspecify.annotations.NullMarked;
