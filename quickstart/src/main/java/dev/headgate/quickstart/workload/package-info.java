/**
 * What is written into the source: a small believable water utility for people to watch, and seeded random transactions
 * that are as unpleasant as PostgreSQL allows, for tests.
 */
@NullMarked
package dev.headgate.quickstart.workload;

import org.jspecify.annotations.NullMarked;
