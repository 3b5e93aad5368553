/** Tests of the names of staged files. */
@NullMarked
package dev.headgate.staging;

import org.jspecify.annotations.NullMarked;
