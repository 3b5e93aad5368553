/**
 * Bounded reads over one message, and the tag bytes. This is the only package that turns bytes into numbers for the\n * message layer; everything above it works with named fields.
 */
@NullMarked
package dev.headgate.pgoutput.wire;

import org.jspecify.annotations.NullMarked;
