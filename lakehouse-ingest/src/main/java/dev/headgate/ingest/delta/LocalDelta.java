package dev.headgate.ingest.delta;

import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Delta Kernel's engine over local directories. */
public final class LocalDelta {
    private LocalDelta() {}

    /** An engine whose commits are durable. May be used by several threads. */
    public static Engine engine() {
        Configuration configuration = new Configuration(false);
        configuration.set("io.delta.kernel.logStore.file.impl", DurableLogStore.class.getName());
        // Hadoop's other local file system puts a file with checksums beside each file.
        configuration.setClass("fs.file.impl", RawLocalFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        return DefaultEngine.create(configuration);
    }
}
