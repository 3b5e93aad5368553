/**
 * The changes of one table in order become one change of its content: which rows go, which come. No I/O, nothing of Delta.
 */
@NullMarked
package dev.headgate.ingest.fold;

import org.jspecify.annotations.NullMarked;
