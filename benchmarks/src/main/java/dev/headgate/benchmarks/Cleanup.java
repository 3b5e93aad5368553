package dev.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Ends running consumers, stops the server and removes the benchmark's directory at the end, and also when the benchmark is interrupted from
 * the keyboard.
 */
final class Cleanup implements AutoCloseable {

    private final Path root;
    private final Thread hook = new Thread(this::clean, "cleanup");
    private @Nullable PostgresServer server;

    private Cleanup(Path root) {
        this.root = root;
    }

    static Cleanup of(Path root) {
        Cleanup cleanup = new Cleanup(root);
        Runtime.getRuntime().addShutdownHook(cleanup.hook);
        return cleanup;
    }

    /** Takes over the closing of a server. */
    synchronized PostgresServer closing(PostgresServer started) {
        server = started;
        return started;
    }

    @Override
    public void close() {
        clean();
        if (hook.getState() == Thread.State.NEW) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private synchronized void clean() {
        try {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            if (server != null) {
                server.close();
            }
            if (Files.exists(root)) {
                FileTree.delete(root);
            }
        } catch (IOException | BenchmarkException e) {
            System.err.println("Could not remove " + root + ": " + e);
        }
    }
}
