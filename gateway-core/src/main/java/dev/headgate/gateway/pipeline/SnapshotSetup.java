package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.source.SnapshotExport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session needs to read whole tables.
 *
 * @param connections for the sessions that read
 * @param publications names of those that are streamed
 * @param ownExport the snapshot of the source's slot, when this session has just created it; the stream closes it
 */
public record SnapshotSetup(
        ServerConnections connections,
        List<String> publications,
        @Nullable SnapshotExport ownExport) {}
