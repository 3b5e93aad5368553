/**
 * The command line. A command reads its options, asks lower floors to do the work, and prints; every failure is one
 * clear message with its remedy and its exit code, and a stack trace only with {@code --verbose}.
 */
@NullMarked
package dev.headgate.gateway.cli;

import org.jspecify.annotations.NullMarked;
