package dev.headgate.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.postgres.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A configuration file of the gateway, written as the JSON subset of YAML. Values are set by their path, such as {@code
 * set("staging", "flush", "max_age").to("1s")}; the file is written at each change.
 */
public final class GatewayConfigFile {

    /** The role that {@link Site} creates for the gateway. */
    static final String USER = "headgate";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONNECTION = "main";

    private final Path path;
    private final Path stagingRoot;
    private final int adminPort = FreePort.find();
    private final ObjectNode root = JSON.createObjectNode();

    /** One value of the file that is to be changed. */
    public final class Setting {

        private final String[] keys;

        private Setting(String[] keys) {
            this.keys = keys;
        }

        /** Writes any value that JSON has a form for. */
        public GatewayConfigFile to(Object value) {
            parent(keys).set(keys[keys.length - 1], JSON.valueToTree(value));
            write();
            return GatewayConfigFile.this;
        }

        /** Takes the key away. */
        public GatewayConfigFile toNothing() {
            parent(keys).remove(keys[keys.length - 1]);
            write();
            return GatewayConfigFile.this;
        }
    }

    private GatewayConfigFile(Path path, Path stagingRoot) {
        this.path = path;
        this.stagingRoot = stagingRoot;
    }

    /** A file in that directory, with staging next to it, a connection to that server and no source yet. */
    public static GatewayConfigFile create(Path directory, EmbeddedServer server) {
        GatewayConfigFile file =
                new GatewayConfigFile(directory.resolve("headgate.yaml"), directory.resolve("staging"));
        file.root.put("version", 1);
        file.set("connections", CONNECTION, "host").to(server.host());
        file.set("connections", CONNECTION, "port").to(server.port());
        file.set("connections", CONNECTION, "user").to(USER);
        file.set("connections", CONNECTION, "tls").to("disable");
        file.root.putObject("sources");
        file.set("staging", "uri").to(file.stagingRoot.toUri().toString());
        file.set("staging", "flush", "max_age").to("500ms");
        file.set("logging", "format").to("text");
        file.set("admin", "listen").to("127.0.0.1:" + file.adminPort);
        return file;
    }

    /** Adds a source with its slot and publication. */
    public GatewayConfigFile source(String name, String database, String slot, String publication) {
        set("sources", name, "connection").to(CONNECTION);
        set("sources", name, "database").to(database);
        set("sources", name, "slot").to(slot);
        return set("sources", name, "publication").to(publication);
    }

    /** The gateway connects to this port of the loopback address, such as that of a proxy. */
    public GatewayConfigFile port(int port) {
        return set("connections", CONNECTION, "port").to(port);
    }

    /** The value at a path of keys. */
    public Setting set(String... keys) {
        return new Setting(keys);
    }

    /** The same configuration for another gateway on this machine. */
    public GatewayConfigFile copyWithOwnAdminPort(Path other) {
        GatewayConfigFile copy = new GatewayConfigFile(other, stagingRoot);
        copy.root.setAll(root.deepCopy());
        return copy.set("admin", "listen").to("127.0.0.1:" + copy.adminPort);
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** The root of the staged files. */
    public Path stagingRoot() {
        return stagingRoot;
    }

    /** Where the gateway answers HTTP, on the loopback address. */
    public int adminPort() {
        return adminPort;
    }

    private ObjectNode parent(String[] keys) {
        ObjectNode node = root;
        for (int index = 0; index < keys.length - 1; index++) {
            node = node.withObjectProperty(keys[index]);
        }
        return node;
    }

    private void write() {
        try {
            Files.writeString(path, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
