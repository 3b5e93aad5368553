package dev.headgate.gateway.source;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The program whose first line of output is the password of a connection. It is run without a shell, with nothing on its
 * standard input. Neither its output nor its standard error, which may hold secrets too, is in any message.
 */
final class PasswordCommand {
    /** How long it may take. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int MAX_BYTES = 64 * 1024;

    private final List<String> command;
    private final Duration limit;

    /** @param command the program and its arguments; not empty */
    PasswordCommand(List<String> command, Duration limit) {
        this.command = List.copyOf(command);
        this.limit = limit;
    }

    /** The password as the program gives it now. Of its processes, only orphans of a program that has ended are left behind. */
    String password() throws PasswordCommandException {
        Process process = start();
        try {
            // Aside: a read cannot be given up, and the program may go on printing, or live on in a child, for ever.
            CompletableFuture<byte[]> output =
                    CompletableFuture.supplyAsync(() -> read(process.getInputStream()), PasswordCommand::startReader);
            long end = System.nanoTime() + limit.toNanos();
            byte[] printed = output.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return password(process.exitValue(), printed);
        } catch (TimeoutException e) {
            throw failure("did not end within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw failure("has output that cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start() throws PasswordCommandException {
        try {
            return new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failure("cannot be started; is it there, and may the gateway's user run it", e);
        }
    }

    private String password(int exitCode, byte[] printed) throws PasswordCommandException {
        if (exitCode != 0) {
            throw failure("ended with exit code " + exitCode, null);
        }
        String password =
                new String(printed, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        if (password.isEmpty()) {
            throw failure("printed no password in its first line", null);
        }
        return password;
    }

    private static byte[] read(InputStream output) {
        try (output) {
            byte[] start = output.readNBytes(MAX_BYTES);
            output.transferTo(OutputStream.nullOutputStream());
            return start;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void startReader(Runnable task) {
        Thread thread = new Thread(task, "password-command");
        thread.setDaemon(true);
        thread.start();
    }

    private PasswordCommandException failure(String what, @Nullable Throwable cause) {
        return new PasswordCommandException("password_command " + command.get(0) + " " + what, cause);
    }
}
