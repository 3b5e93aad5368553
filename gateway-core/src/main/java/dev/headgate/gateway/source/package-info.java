/**
 * The source side: connections, the replication slot and its lineage, the publication, the catalog, and one replication
 * session at a time. Nothing here knows of staging files; a start position comes in as a number and a durable one goes
 * out as a number.
 */
@NullMarked
package dev.headgate.gateway.source;

import org.jspecify.annotations.NullMarked;
