package dev.headgate.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code ${VARIABLE}}, {@code ${VARIABLE:-default}}, {@code ${file:path}} and {@code ${credential:name}} into one
 * scalar that YAML has already been parsed from, so that no value can change the structure of the file. Two dollar signs
 * before a brace stand for one.
 */
final class Interpolation {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);
    private static final String FILE = "file:";
    private static final String CREDENTIAL = "credential:";
    private static final Pattern CREDENTIAL_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");

    /** Set by systemd to the directory of the unit's credentials. */
    private static final String CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY";

    /** Beside the configuration file, where systemd has not set another one. */
    private static final String OWN_CREDENTIALS = "credentials";

    private static final long MAX_FILE_BYTES = 64 * 1024;

    private final Map<String, String> environment;
    private final Path directory;

    /** @param directory against which relative paths of files are resolved */
    Interpolation(Map<String, String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    /** Whether a value's text must not be shown, because a file's content went into it. */
    static boolean readsFile(String text) {
        return text.contains("${" + FILE) || text.contains("${" + CREDENTIAL);
    }

    /**
     * The text with everything filled in.
     *
     * @throws IllegalArgumentException whose message names the reference that cannot be filled, and why
     */
    String fill(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String reference = matcher.group(1);
            String value = reference == null ? "${" : value(matcher.group(), reference);
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }

    private String value(String written, String reference) {
        if (!written.endsWith("}")) {
            throw new IllegalArgumentException("'" + written + "' has no closing brace; write $${ for a plain ${");
        }
        if (reference.startsWith(FILE)) {
            return content(reference.substring(FILE.length()));
        }
        if (reference.startsWith(CREDENTIAL)) {
            return credential(written, reference.substring(CREDENTIAL.length()));
        }
        Matcher variable = VARIABLE.matcher(reference);
        if (!variable.matches()) {
            throw new IllegalArgumentException("'" + written
                    + "' is not a reference; write ${NAME}, ${NAME:-default}, ${file:/path} or ${credential:name}");
        }
        String name = variable.group(1);
        String value = environment.get(name);
        String fallback = variable.group(2);
        if (fallback != null) {
            return value == null || value.isEmpty() ? fallback : value;
        }
        if (value == null) {
            throw new IllegalArgumentException(
                    "environment variable " + name + " is not set; set it, or write ${" + name + ":-default}");
        }
        return value;
    }

    /** A file of that name, from where systemd put it or from the directory beside the configuration. */
    private String credential(String written, String name) {
        if (!CREDENTIAL_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + written
                    + "' does not name a credential; write ${credential:name}, a file name without folders");
        }
        String given = environment.get(CREDENTIALS_DIRECTORY);
        return content((given == null || given.isEmpty() ? OWN_CREDENTIALS : given) + "/" + name);
    }

    /** The file's content without the line break at its end. */
    private String content(String path) {
        try {
            Path file = directory.resolve(path);
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("file " + path + " is larger than " + MAX_FILE_BYTES + " bytes");
            }
            String content = Files.readString(file);
            String withoutFeed = content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
            return withoutFeed.endsWith("\r") ? withoutFeed.substring(0, withoutFeed.length() - 1) : withoutFeed;
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "file " + path + " cannot be read: " + FileFailure.describe(e) + "; check its name and permissions",
                    e);
        }
    }
}
