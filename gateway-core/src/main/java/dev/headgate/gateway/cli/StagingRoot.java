package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.StagingConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Opens the staging store for commands that only read it: a root that is not there is an error, not created. */
final class StagingRoot {
    private StagingRoot() {}

    static StagingStore open(StagingConfig config) throws IOException {
        Path root = Path.of(config.uri());
        if (!Files.isDirectory(root)) {
            throw new GatewayException(
                    ErrorCode.STAGING_IO, "The staging root does not exist", Map.of("file", root.toString()));
        }
        return new LocalStore(root);
    }
}
