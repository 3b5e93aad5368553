package dev.headgate.staging.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockAcrossProcessesTest {
    /** Exit code of {@link Taker} when it got the lock, and when it did not. */
    private static final int TAKEN = 3;

    private static final int HELD = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path root;

    /** Runs in a process of its own. */
    static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws IOException {
            try (LocalStore store = new LocalStore(Path.of(arguments[0]))) {
                System.exit(store.tryLock("lock") == null ? HELD : TAKEN);
            }
        }
    }

    private int takeInAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        root.toString())
                .inheritIO()
                .start();
        return process.waitFor();
    }

    @Test
    void another_process_does_not_get_a_held_lock_not_even_after_a_failed_attempt_here() throws Exception {
        try (LocalStore store = new LocalStore(root)) {
            StoreLock lock = Objects.requireNonNull(store.tryLock("lock"));
            assertThat(store.tryLock("lock")).isNull();
            assertThat(takeInAnotherProcess()).isEqualTo(HELD);
            lock.close();
            assertThat(takeInAnotherProcess()).isEqualTo(TAKEN);
        }
    }
}
