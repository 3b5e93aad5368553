/**
 * Looks at server, staging store and host before and between runs: what would stop the gateway or harm the database, why,
 * and the exact statement or command that mends it. Nothing here changes the server; the staging store gets a probe file
 * that is deleted again.
 */
@NullMarked
package dev.headgate.gateway.preflight;

import org.jspecify.annotations.NullMarked;
