package dev.headgate.gateway.cli;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that a command writes and that must not be there yet. */
final class NewFile {
    private NewFile() {}

    /** @param option how another name is chosen */
    static void refuseToOverwrite(Path file, String option) {
        if (Files.exists(file)) {
            throw exists(file, option, null);
        }
    }

    static void write(Path file, String content, String option) throws IOException {
        try {
            Files.write(file, content.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw exists(file, option, e);
        }
    }

    private static GatewayException exists(Path file, String option, @Nullable Throwable cause) {
        return new GatewayException(
                ErrorCode.USAGE,
                "The file exists and is not overwritten; move it, or choose another name with " + option,
                Map.of("file", file.toString()),
                cause);
    }
}
