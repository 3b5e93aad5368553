/**
 * The commit log of one source: the numbered chain of JSON entries that says which data files exist, how far the source
 * has been staged, and what happened to its tables. A {@link dev.headgate.staging.log.CommitLog} is the single writer
 * and the only maker of {@link dev.headgate.staging.log.Durable}; a {@link dev.headgate.staging.log.CommitLogReader}
 * follows the chain for a consumer, {@link dev.headgate.staging.log.Consumers} records how far each one is, and
 * {@link dev.headgate.staging.log.Retention} purges what nobody needs any more. LSNs are unsigned longs here and opaque
 * otherwise: this package compares and prints them, and knows nothing else of the source. The byte format is described
 * in {@code docs/staging-format.md}.
 */
@NullMarked
package dev.headgate.staging.log;

import org.jspecify.annotations.NullMarked;
