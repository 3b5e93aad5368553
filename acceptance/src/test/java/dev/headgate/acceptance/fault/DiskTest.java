package dev.headgate.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disks that need root: what they lose and what they keep. */
@Tag("torture")
final class DiskTest {

    @TempDir
    Path parent;

    @Test
    void a_power_cut_keeps_what_was_forced_and_loses_the_rest() throws IOException {
        try (PowerCutDisk disk = PowerCutDisk.create(parent, 64 << 20)) {
            Path forced = disk.directory().resolve("forced");
            write(forced, true);
            force(disk.directory());
            Path renamed = disk.directory().resolve("renamed");
            write(disk.directory().resolve("temporary"), true);
            Files.move(disk.directory().resolve("temporary"), renamed);
            Path lazy = disk.directory().resolve("lazy");
            write(lazy, false);
            disk.cut();
            assertThatThrownBy(() -> write(disk.directory().resolve("late"), false))
                    .isInstanceOf(IOException.class);
            disk.restore();
            assertThat(forced).hasContent("content");
            assertThat(renamed).as("renamed, directory not forced").doesNotExist();
            assertThat(lazy).as("never forced").doesNotExist();
        }
    }

    @Test
    void a_small_disk_is_full_until_space_is_released() throws IOException {
        try (SmallDisk disk = SmallDisk.create(parent, 1 << 20)) {
            disk.fillUpTo(0);
            assertThatThrownBy(() -> write(disk.directory().resolve("file"), false))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            disk.release();
            write(disk.directory().resolve("file"), true);
            disk.resize(2 << 20);
            assertThat(disk.freeBytes()).isGreaterThan(1 << 20);
        }
    }

    private static void write(Path file, boolean force) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("content".getBytes(StandardCharsets.US_ASCII)));
            if (force) {
                channel.force(true);
            }
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
