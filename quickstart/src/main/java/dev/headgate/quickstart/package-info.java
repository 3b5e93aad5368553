/**
 * The quickstart: an embedded PostgreSQL with a workload, the gateway as a process of its own beside it, and at the end the
 * proof that what was staged equals the source. It shares no code with the gateway: it talks to it as an operator does.
 */
@NullMarked
package dev.headgate.quickstart;

import org.jspecify.annotations.NullMarked;
