/**
 * The HTTP server for probes, metrics, status, the status page and commands. What only reads needs no authentication; what
 * changes something needs the token. It listens on the loopback address unless told otherwise.
 */
@NullMarked
package dev.headgate.gateway.admin;

import org.jspecify.annotations.NullMarked;
