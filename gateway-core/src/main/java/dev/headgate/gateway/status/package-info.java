/**
 * Immutable snapshots of what the gateway is doing, taken by the daemon and shown by the admin server and the command line. No logic beyond the values.
 */
@NullMarked
package dev.headgate.gateway.status;

import org.jspecify.annotations.NullMarked;
