/**
 * Tests of the whole product as its users have it: a gateway process with a configuration file, real PostgreSQL
 * servers, and the files on the disk. Nothing here calls into the gateway; what it proves, it proves from outside.
 */
@NullMarked
package dev.headgate.acceptance;

import org.jspecify.annotations.NullMarked;
