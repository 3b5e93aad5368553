/**
 * Names and types of staged tables: the vocabulary that all other packages of this module share.
 *
 * <p>Values only, nothing here does I/O. Column types are those of the staging format, not those of a source database:
 * what a source calls its type travels beside them as an opaque string.
 */
@NullMarked
package dev.headgate.staging.schema;

import org.jspecify.annotations.NullMarked;
