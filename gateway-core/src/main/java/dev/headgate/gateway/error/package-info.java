/**
 * What can go wrong, as a closed list: every failure that an operator may see has a code, an exit status, a retry policy and a remedy. The lowest floor: it knows no other package.
 */
@NullMarked
package dev.headgate.gateway.error;

import org.jspecify.annotations.NullMarked;
