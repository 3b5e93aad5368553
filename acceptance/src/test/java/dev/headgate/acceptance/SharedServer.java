package dev.headgate.acceptance;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.postgres.EmbeddedServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The server that all tests of a class use, each with a database of its own. A static field of the class. */
final class SharedServer implements BeforeAllCallback, AfterAllCallback {
    private final EmbeddedServerBuilder builder;
    private @Nullable EmbeddedServer server;
    private int sites;

    private SharedServer(EmbeddedServerBuilder builder) {
        this.builder = builder;
    }

    /** A server of the newest version that the tests use by default. */
    static SharedServer plain() {
        return of(EmbeddedServer.builder());
    }

    static SharedServer of(EmbeddedServerBuilder builder) {
        return new SharedServer(builder);
    }

    EmbeddedServer get() {
        return Objects.requireNonNull(server, "used before the tests of the class began");
    }

    /** A site in a database of its own and a new directory below {@code parent}; the caller closes it. */
    Site site(Path parent, String... schema) {
        String name = "site" + ++sites;
        try {
            return Site.create(get(), Files.createDirectory(parent.resolve(name)), name, schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = builder.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        get().close();
    }
}
