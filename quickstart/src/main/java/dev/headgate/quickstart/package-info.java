/** The quickstart: embedded PostgreSQL, workload, proof of equality. */
@NullMarked
package dev.headgate.quickstart;

import org.jspecify.annotations.NullMarked;
