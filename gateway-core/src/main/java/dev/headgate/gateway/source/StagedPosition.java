package dev.headgate.gateway.source;

import org.jspecify.annotations.Nullable;

/**
 * What the commit log proves, as far as the lineage check compares it with the server.
 *
 * @param systemId cluster that the staged changes come from
 * @param timeline timeline on which they were read
 * @param durableLsn everything that commits below it is staged, unsigned
 * @param publication the publication then; null when the log has none recorded
 */
public record StagedPosition(
        String systemId,
        int timeline,
        long durableLsn,
        @Nullable PublicationFingerprint publication) {}
