/**
 * The outer frames of the streaming replication protocol, inside CopyData: XLogData and primary keepalive from the\n * server, standby status update to it. Needed only by callers whose driver does not already take these frames apart.
 */
@NullMarked
package dev.headgate.pgoutput.replication;

import org.jspecify.annotations.NullMarked;
