package dev.headgate.gateway.config;

import dev.headgate.gateway.config.NotificationChannel.Mail;
import dev.headgate.gateway.config.NotificationChannel.MailTls;
import dev.headgate.gateway.config.NotificationChannel.Shape;
import dev.headgate.gateway.config.NotificationChannel.Webhook;
import dev.headgate.gateway.status.EventKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code notifications}. */
final class NotificationReader {
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>\"]+@[^@\\s<>\"]+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}?");
    private static final List<String> WEBHOOK_KEYS = List.of("url");
    private static final List<String> MAIL_KEYS = List.of("host", "port", "tls", "user", "password", "from", "to");

    private final YamlSection section;

    private NotificationReader(YamlSection section) {
        this.section = section;
    }

    /** Null when what it is for is missing; the problem is reported then. Every key is asked for, also those of another type. */
    static @Nullable NotificationConfig read(String name, YamlSection section) {
        return new NotificationReader(section).read(name);
    }

    private @Nullable NotificationConfig read(String name) {
        Type type = section.choice("type", Type.WEBHOOK);
        if (!section.has("type")) {
            section.problem("type", "is required: slack, teams, webhook or mail");
        }
        List<EventKind> events =
                section.list("events", List.copyOf(NotificationConfig.DEFAULT_EVENTS), NotificationReader::event);
        Duration minInterval =
                section.value("min_interval", NotificationConfig.DEFAULT_MIN_INTERVAL, NotificationReader::interval);
        String text = section.value("text", NotificationConfig.DEFAULT_TEXT, NotificationReader::template);
        Secret url = section.optional("url", NotificationReader::url);
        Mail mail = mail();
        refuseForeignKeys(type);
        NotificationChannel channel = type == Type.MAIL ? mail : url == null ? null : new Webhook(type.shape(), url);
        if (channel == null) {
            if (type != Type.MAIL && !section.has("url")) {
                section.problem("url", "is required for type " + type.text());
            }
            return null;
        }
        Set<EventKind> kinds = events.isEmpty() ? Set.of() : EnumSet.copyOf(events);
        return new NotificationConfig(name, channel, kinds, minInterval, text);
    }

    private Mail mail() {
        return new Mail(
                section.text("host", "localhost"),
                section.integer("port", 587, 1, 65_535),
                section.choice("tls", MailTls.STARTTLS),
                section.optional("user", Function.identity()),
                section.optional("password", Secret::new),
                section.value("from", "headgate@localhost", NotificationReader::address),
                section.list("to", List.of(), NotificationReader::address));
    }

    private void refuseForeignKeys(Type type) {
        List<String> foreign = type == Type.MAIL ? WEBHOOK_KEYS : MAIL_KEYS;
        for (String key : foreign) {
            if (section.has(key)) {
                section.problem(key, "is not a key of type " + type.text());
            }
        }
        if (type == Type.MAIL) {
            for (String key : List.of("host", "from", "to")) {
                if (!section.has(key)) {
                    section.problem(key, "is required for type mail");
                }
            }
            if (section.has("user") != section.has("password")) {
                section.problem("user", "user and password are given together or not at all");
            }
        }
    }

    private static EventKind event(String text) {
        Set<String> names = new TreeSet<>();
        for (EventKind kind : EventKind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            if (name.equals(text.strip())) {
                return kind;
            }
            names.add(name);
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not one of " + String.join(", ", names) + NearestName.hint(text, names));
    }

    private static Duration interval(String text) {
        Duration interval = DurationText.parse(text);
        if (interval.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is out of range; write at most 7d");
        }
        return interval;
    }

    private static String template(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        List<String> known = new ArrayList<>(new TreeSet<>(NotificationConfig.PLACEHOLDERS));
        while (matcher.find()) {
            if (!known.contains(matcher.group())) {
                throw new IllegalArgumentException(
                        "'" + matcher.group() + "' stands for nothing; known are " + String.join(", ", known));
            }
        }
        return text;
    }

    /** The text is not repeated in the problem: it is a secret. */
    private static Secret url(String text) {
        try {
            URI uri = URI.create(text.strip());
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null) {
                return new Secret(text.strip());
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a URL", e);
        }
        throw new IllegalArgumentException("is not a URL that begins with https:// or http://");
    }

    private static String address(String text) {
        if (!ADDRESS.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a mail address");
        }
        return text.strip();
    }

    /** The values of key {@code type}. */
    private enum Type {
        SLACK,
        TEAMS,
        WEBHOOK,
        MAIL;

        private Shape shape() {
            return Arrays.stream(Shape.values())
                    .filter(shape -> shape.name().equals(name()))
                    .findFirst()
                    .orElse(Shape.WEBHOOK);
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
