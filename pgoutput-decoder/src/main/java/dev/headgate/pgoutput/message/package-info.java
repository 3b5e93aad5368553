/**
 * Messages as immutable records that hold no buffers. Rare messages reach the handler in this form; the records of row\n * changes exist for tests and tools, which get them from {@link dev.headgate.pgoutput.capture.MessageRecorder}.
 */
@NullMarked
package dev.headgate.pgoutput.message;

import org.jspecify.annotations.NullMarked;
