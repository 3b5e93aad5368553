package dev.headgate.staging.log;

import dev.headgate.staging.store.CreateOutcome;
import dev.headgate.staging.store.PathElement;
import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of one source, one file each. A consumer writes only its own file, from one thread; retention reads
 * all of them and marks those that were silent for too long.
 *
 * <pre>
 *   _headgate/SOURCE/consumers/NAME.json
 *   {"version": 1, "hash": "...", "name": "...", "log_id": "...", "entry": 41, "commit_id": "...",
 *    "updated_at": "...", "expired_at": null}
 * </pre>
 */
public final class Consumers {
    private static final int VERSION = 1;
    private static final String HASH_MARKER = "\"hash\": \"";
    private static final String SUFFIX = ".json";

    private final LogFiles files;
    private final Clock clock;

    public Consumers(StagingStore store, String source, Clock clock) {
        this.files = new LogFiles(store, source);
        this.clock = clock;
    }

    /**
     * Registers a consumer before it reads its first entry. One that is registered already stays as it is.
     *
     * @param position where it starts: the last entry that it does not need; null to start with entry 1
     * @return the consumer as it is registered now
     * @throws LogCorruptException its file is damaged
     */
    public ConsumerState register(String name, @Nullable LogPosition position) throws IOException {
        ConsumerState state = new ConsumerState(name, position, clock.instant(), null);
        CreateOutcome outcome = files.store().createIfAbsent(path(name), encode(state));
        return outcome == CreateOutcome.CREATED ? state : read(name);
    }

    /**
     * Records that a consumer has applied everything up to a position, durably. Repeating a position tells retention
     * that the consumer is alive.
     *
     * @throws NoSuchFileException it is not registered
     * @throws ConsumerExpiredException retention no longer waits for it
     * @throws IllegalArgumentException the position is before the recorded one, or of another log
     * @throws IOException the old or the new position is recorded
     */
    public ConsumerState advance(String name, LogPosition position) throws IOException {
        ConsumerState before = read(name);
        if (!before.live()) {
            throw new ConsumerExpiredException(path(name), name);
        }
        LogPosition last = before.position();
        if (last != null && (!last.logId().equals(position.logId()) || position.entry() < last.entry())) {
            throw new IllegalArgumentException("Consumer " + name + " is at " + last + ", so not before " + position);
        }
        ConsumerState after = new ConsumerState(name, position, clock.instant(), null);
        files.store().replace(path(name), encode(after));
        return after;
    }

    /**
     * One consumer by name.
     *
     * @throws NoSuchFileException it is not registered
     * @throws LogCorruptException its file is damaged
     */
    public ConsumerState read(String name) throws IOException {
        String path = path(name);
        return decode(path, files.store().read(path));
    }

    /**
     * All consumers, live and expired, by file name.
     *
     * @throws LogCorruptException a file is damaged; nobody can tell what that consumer still needs
     */
    public List<ConsumerState> list() throws IOException {
        List<ConsumerState> consumers = new ArrayList<>();
        for (StoredFile file : files.store().list(files.consumersDirectory())) {
            if (!file.path().endsWith(SUFFIX)) {
                continue;
            }
            ConsumerState consumer = readIfPresent(file.path());
            if (consumer != null) {
                consumers.add(consumer);
            }
        }
        return List.copyOf(consumers);
    }

    /**
     * Marks the live consumers that have been silent for too long.
     *
     * @param maxAge since the last {@link #register} or {@link #advance}
     * @return those marked now
     */
    public List<ConsumerState> expire(Duration maxAge) throws IOException {
        Instant now = clock.instant();
        List<ConsumerState> expired = new ArrayList<>();
        for (ConsumerState consumer : list()) {
            if (consumer.live() && consumer.updatedAt().plus(maxAge).isBefore(now)) {
                ConsumerState marked =
                        new ConsumerState(consumer.name(), consumer.position(), consumer.updatedAt(), now);
                files.store().replace(path(consumer.name()), encode(marked));
                expired.add(marked);
            }
        }
        return List.copyOf(expired);
    }

    /** Forgets a consumer; an unknown one is fine. Retention no longer waits for it. */
    public void remove(String name) throws IOException {
        files.store().delete(path(name));
    }

    /** Null if it has been removed since it was listed. */
    private @Nullable ConsumerState readIfPresent(String path) throws IOException {
        try {
            return decode(path, files.store().read(path));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private String path(String name) {
        return files.consumersDirectory() + "/" + PathElement.encode(name) + SUFFIX;
    }

    private static byte[] encode(ConsumerState consumer) {
        LogPosition position = consumer.position();
        byte[] bytes = JsonLines.encode(json -> {
            json.writeNumberField("version", VERSION);
            json.writeStringField("hash", ContentHash.BLANK);
            json.writeStringField("name", consumer.name());
            json.writeStringField("log_id", position == null ? null : position.logId());
            json.writeNumberField("entry", consumer.entry());
            json.writeStringField("commit_id", position == null ? null : position.commitId());
            LogJson.writeInstant(json, "updated_at", consumer.updatedAt());
            LogJson.writeInstant(json, "expired_at", consumer.expiredAt());
        });
        ContentHash.seal(bytes, HASH_MARKER);
        return bytes;
    }

    private static ConsumerState decode(String path, byte[] bytes) {
        JsonFields fields = JsonFields.ofFile(path, bytes, HASH_MARKER, VERSION);
        LogPosition position = fields.isNull("log_id")
                ? null
                : fields.build(
                        () -> new LogPosition(fields.text("log_id"), fields.bigint("entry"), fields.text("commit_id")));
        return new ConsumerState(
                fields.text("name"), position, fields.instant("updated_at"), fields.instantOrNull("expired_at"));
    }
}
