/** The rules of the source tree that no compiler checks: which package may use which, and what sources look like. */
@NullMarked
package dev.headgate.acceptance.rules;

import org.jspecify.annotations.NullMarked;
