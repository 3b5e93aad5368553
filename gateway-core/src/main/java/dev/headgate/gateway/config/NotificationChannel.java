package dev.headgate.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way that a notification takes. */
public sealed interface NotificationChannel {
    /**
     * A POST of JSON.
     *
     * @param url http or https; a secret, since whoever knows it may post
     */
    record Webhook(Shape shape, Secret url) implements NotificationChannel {}

    /**
     * A mail over SMTP.
     *
     * @param user null: the server asks for no login
     * @param from address of the sender
     * @param to addresses, at least one
     */
    record Mail(
            String host,
            int port,
            MailTls tls,
            @Nullable String user,
            @Nullable Secret password,
            String from,
            List<String> to)
            implements NotificationChannel {
        public Mail {
            to = List.copyOf(to);
        }
    }

    /** What the JSON of a webhook looks like. */
    enum Shape {
        /** Slack's incoming webhooks, and what understands them (Mattermost, Rocket.Chat). */
        SLACK,
        /** A card for the workflows of Microsoft Teams. */
        TEAMS,
        /** The event with all its fields. */
        WEBHOOK
    }

    /** How the connection to the mail server is protected. */
    enum MailTls {
        /** STARTTLS, which the server must offer. */
        STARTTLS,
        /** TLS from the first byte. */
        IMPLICIT,
        /** Not at all. */
        NONE
    }
}
