/**
 * A reusable Netty buffer over byte arrays that someone else owns, for drivers that hand out a fresh array per message.
 */
@NullMarked
package dev.headgate.pgoutput.buffer;

import org.jspecify.annotations.NullMarked;
