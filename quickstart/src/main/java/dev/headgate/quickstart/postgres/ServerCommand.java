package dev.headgate.quickstart.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs one of the server's short-lived programs to its end. */
final class ServerCommand {

    private final UnprivilegedUser user;

    ServerCommand(UnprivilegedUser user) {
        this.user = user;
    }

    /** @throws ServerException with the program's output if it ends with another code than 0 */
    void run(List<String> arguments) {
        int code = exitCode(arguments, true);
        if (code != 0) {
            throw new ServerException(arguments.get(0) + " ended with code " + code);
        }
    }

    /** Runs the program and returns its exit code; its output is dropped. */
    int exitCode(List<String> arguments) {
        return exitCode(arguments, false);
    }

    private int exitCode(List<String> arguments, boolean outputWanted) {
        Path output = null;
        try {
            // A file and not a pipe: the postmaster inherits it and would keep a pipe open for ever.
            output = Files.createTempFile("headgate-pg-command", ".log");
            Process process = new ProcessBuilder(user.command(arguments))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .directory(Path.of("/").toFile())
                    .start();
            int code = process.waitFor();
            if (code != 0 && outputWanted) {
                throw new ServerException(String.join(" ", arguments) + " ended with code " + code + ":\n"
                        + Files.readString(output, StandardCharsets.UTF_8));
            }
            return code;
        } catch (IOException e) {
            throw new ServerException("cannot run " + arguments.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while running " + arguments.get(0), e);
        } finally {
            if (output != null) {
                output.toFile().delete();
            }
        }
    }
}
