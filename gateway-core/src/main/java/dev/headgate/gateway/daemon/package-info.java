/** The process: starts the sources, watches them, answers signals, and decides when to end and with which exit code. */
@NullMarked
package dev.headgate.gateway.daemon;

import org.jspecify.annotations.NullMarked;
