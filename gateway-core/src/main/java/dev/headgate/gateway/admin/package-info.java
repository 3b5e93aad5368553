/**
 * The HTTP server for probes, metrics and status. It only reads: there is nothing to change through it, so it has no
 * authentication, and listens on the loopback address unless told otherwise.
 */
@NullMarked
package dev.headgate.gateway.admin;

import org.jspecify.annotations.NullMarked;
