/**
 * What the gateway's log looks like: JSON lines for machines, text for terminals, repeats held back, and never a row value:
 * messages are the gateway's own, and of a failure only its type, code and place are written, not the text of its causes.
 */
@NullMarked
package dev.headgate.gateway.log;

import org.jspecify.annotations.NullMarked;
