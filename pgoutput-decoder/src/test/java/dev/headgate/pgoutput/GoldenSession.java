package dev.headgate.pgoutput;

import dev.headgate.pgoutput.type.ProtocolVersion;
import dev.headgate.pgoutput.type.Streaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** All messages of one session with a real server; see {@code capture.ServerCapture}. */
record GoldenSession(String name, DecoderOptions options, List<byte[]> messages) {
    static List<GoldenSession> all() {
        try (Stream<Path> files =
                Files.list(Path.of(GoldenSession.class.getResource("/frames").toURI()))) {
            return files.sorted().map(GoldenSession::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static GoldenSession named(String name) {
        return all().stream()
                .filter(session -> session.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static GoldenSession read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            String header = lines.get(0);
            String version = "V" + header.charAt("# proto_version ".length());
            Streaming streaming = header.contains("parallel")
                    ? Streaming.PARALLEL
                    : header.contains("streaming") ? Streaming.ON : Streaming.OFF;
            return new GoldenSession(
                    file.getFileName().toString().replace(".hex", ""),
                    new DecoderOptions(ProtocolVersion.valueOf(version), streaming),
                    lines.stream()
                            .skip(1)
                            .map(line -> HexFormat.of().parseHex(line.substring(2)))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
