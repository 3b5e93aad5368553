/**
 * The faults that the acceptance tests inject: fail points in a child JVM, a network that cuts and freezes, disks that
 * lose power or fill up, and the trace of system calls that shows in which order things became durable.
 */
@NullMarked
package dev.headgate.acceptance.fault;

import org.jspecify.annotations.NullMarked;
