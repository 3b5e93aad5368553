package dev.headgate.gateway.aws;

import org.jspecify.annotations.Nullable;

/**
 * An access key, which is never printed.
 *
 * @param sessionToken null for a key that does not expire
 */
record AwsCredentials(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken) {
    @Override
    public String toString() {
        return "***";
    }
}
