package dev.headgate.gateway.event;

import dev.headgate.gateway.config.NotificationConfig;
import dev.headgate.gateway.status.GatewayEvent;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One notification, as its receiver reads it.
 *
 * @param text the filled template
 * @param host name of this machine
 */
record Message(GatewayEvent event, String text, String host) {
    private static final String HOST = hostName();

    static Message of(NotificationConfig config, GatewayEvent event) {
        return new Message(event, fill(config.text(), event), HOST);
    }

    /** Placeholders that have no value for this event become empty. */
    private static String fill(String template, GatewayEvent event) {
        Map<String, String> values = new TreeMap<>();
        values.put("{severity}", label(event.severity()));
        values.put("{event}", label(event.kind()));
        values.put("{source}", event.source());
        values.put("{table}", orEmpty(event.table()));
        values.put("{what}", event.what());
        values.put("{error}", orEmpty(event.error()));
        values.put("{remedy}", orEmpty(event.remedy()));
        values.put("{host}", HOST);
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            if (close < 0) {
                break;
            }
            text.append(template, from, open).append(values.getOrDefault(template.substring(open, close + 1), ""));
            from = close + 1;
        }
        return text.append(template.substring(from)).toString();
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
