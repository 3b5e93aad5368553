package dev.headgate.pgoutput.value;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Pairs of text and binary forms that real servers produced; see {@code capture.ServerCapture}. */
final class ValueVectors {
    /** One value, as the output function and as the send function of its type gave it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Vector(int typeOid, String typeName, String text, byte[] binary) {
        @Override
        public String toString() {
            return typeName + " " + text;
        }
    }

    private ValueVectors() {}

    static List<Vector> all() {
        return Stream.of("pg17.tsv", "pg18.tsv")
                .flatMap(name -> read("/values/" + name).lines())
                .map(ValueVectors::parse)
                .toList();
    }

    private static String read(String resource) {
        try (InputStream in = ValueVectors.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector parse(String line) {
        String[] fields = line.split("\t", -1);
        return new Vector(
                Integer.parseInt(fields[0]),
                fields[1],
                unescaped(fields[2]),
                HexFormat.of().parseHex(fields[3]));
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped) {
                out.append(c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c);
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
