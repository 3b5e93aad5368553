/**
 * What happened, and who is told of it: events found by comparing one status with the one before, the last of them kept in
 * memory, and notifications by webhook and mail.
 */
@NullMarked
package dev.headgate.gateway.event;

import org.jspecify.annotations.NullMarked;
