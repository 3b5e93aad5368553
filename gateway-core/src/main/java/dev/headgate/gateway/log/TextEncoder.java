package dev.headgate.gateway.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.headgate.gateway.error.GatewayException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/**
 * Lines for people: {@code 10:00:00.123 WARN  [shop] message key=value}, times in UTC, and a failure's report indented
 * below. Control characters are shown as {@code ?}, so that no name can forge a line.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] NONE = {};

    private final boolean stacks;

    /** @param stacks whether every failure has its stack, or only unexpected ones */
    TextEncoder(boolean stacks) {
        this.stacks = stacks;
    }

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append(TIME.format(event.getInstant())).append(' ');
        String level = event.getLevel().toString();
        line.append(level).append(" ".repeat(6 - level.length()));
        String source = event.getMDCPropertyMap().get("source");
        if (source != null) {
            line.append('[').append(source).append("] ");
        }
        line.append(printable(event.getFormattedMessage()));
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.append(' ').append(pair.key).append('=').append(printable(String.valueOf(pair.value)));
            }
        }
        LogFailure failure = LogFailure.of(event);
        if (failure != null) {
            appendFailure(line, failure);
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void appendFailure(StringBuilder line, LogFailure failure) {
        GatewayException known = failure.gatewayException();
        String report = known == null ? failure.type() : known.report();
        report.lines().forEach(each -> line.append("\n    ").append(printable(each)));
        String sqlState = failure.sqlState();
        if (sqlState != null) {
            line.append("\n      sqlstate: ").append(printable(sqlState));
        }
        if (stacks || failure.isUnexpected()) {
            failure.stack().lines().forEach(each -> line.append("\n    ").append(each));
        }
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return printable.toString();
    }
}
