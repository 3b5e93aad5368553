package dev.headgate.gateway.lakeflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * JSON as it comes out of a web page: with typographic quotes, comments, a comma too few or too many, and the command that
 * stood below it. Each repair is told; what is wrong otherwise is refused.
 */
final class PastedJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String TYPOGRAPHIC = "\u201C\u201D\u201E\u201F\u2033\uFF02";

    /** The last token was the end of a value, or a key. */
    private static final char VALUE = 'v';

    private final String file;
    private final String text;
    private final List<String> notes;
    private final StringBuilder json = new StringBuilder();
    private int at;
    private int line = 1;
    private int depth;
    private char last = '{';
    private int lastEnd;
    private int lastLine;
    private int quotes;

    private PastedJson(String file, String text, List<String> notes) {
        this.file = file;
        this.text = text;
        this.notes = notes;
    }

    /**
     * The value that a text stands for.
     *
     * @param file how messages name it
     * @param notes gets what was repaired
     */
    static JsonNode read(String file, String text, List<String> notes) {
        PastedJson pasted = new PastedJson(file, text, notes);
        pasted.repair();
        try {
            return JSON.readTree(pasted.json.toString());
        } catch (JsonProcessingException e) {
            // The parser's own words may repeat a password that lacks a quote.
            int wrong = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw Definition.refusal(file + ":" + wrong + ": this is not JSON, and not a mistake that is repaired");
        }
    }

    private void repair() {
        while (at < text.length() && !ended()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF' || c == '\u200B') {
                space(c);
            } else if (c == '#' || text.startsWith("//", at) || text.startsWith("/*", at)) {
                comment();
            } else if (isQuote(c)) {
                string();
            } else if ("{}[],:".indexOf(c) >= 0) {
                mark(c);
            } else {
                word();
            }
        }
        if (quotes > 0) {
            notes.add(file + ": " + quotes + " typographic quotes were read as plain ones");
        }
    }

    /** What follows the definition is the command that it was made for. */
    private boolean ended() {
        if (depth > 0 || last != VALUE) {
            return false;
        }
        String rest = text.substring(at).strip();
        if (!rest.isEmpty()) {
            notes.add(file + ":" + line + ": the text after the definition was left out");
        }
        return true;
    }

    private void space(char c) {
        line += c == '\n' ? 1 : 0;
        json.append(c == '\n' ? c : ' ');
        at++;
    }

    private void comment() {
        boolean block = text.startsWith("/*", at);
        int end = text.indexOf(block ? "*/" : "\n", at);
        int next = end < 0 ? text.length() : block ? end + 2 : end;
        notes.add(file + ":" + line + ": a comment was left out");
        text.substring(at, next).chars().filter(c -> c == '\n').forEach(c -> {
            line++;
            json.append('\n');
        });
        at = next;
    }

    private void string() {
        beginValue();
        int close = closingQuote();
        quotes += text.charAt(at) == '"' ? 0 : 1;
        quotes += close < text.length() && text.charAt(close) != '"' ? 1 : 0;
        json.append('"').append(text, at + 1, close).append(close < text.length() ? "\"" : "");
        at = close + 1;
        endToken(VALUE);
    }

    /** A string that began with a plain quote may hold typographic ones, unless it ends with one. */
    private int closingQuote() {
        int plain = quoteFrom(at + 1, false);
        return text.charAt(at) == '"' && plain < text.length() ? plain : quoteFrom(at + 1, true);
    }

    private int quoteFrom(int from, boolean typographic) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n') {
            char c = text.charAt(i);
            if (c == '"' || (typographic && isQuote(c))) {
                return i;
            }
            i += c == '\\' ? 2 : 1;
        }
        return text.length();
    }

    private void mark(char c) {
        if (c == '{' || c == '[') {
            beginValue();
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
            if (last == ',') {
                json.setCharAt(lastEnd - 1, ' ');
                notes.add(file + ":" + lastLine + ": a comma before a closing bracket was left out");
            }
        }
        json.append(c);
        at++;
        endToken(c == '}' || c == ']' ? VALUE : c);
    }

    private void word() {
        beginValue();
        int end = at;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && !endsWord(text.charAt(end))) {
            end++;
        }
        json.append(text, at, end);
        at = end;
        endToken(VALUE);
    }

    private static boolean endsWord(char c) {
        return "{}[],:#/".indexOf(c) >= 0 || isQuote(c);
    }

    private void beginValue() {
        if (last == VALUE) {
            json.insert(lastEnd, ',');
            notes.add(file + ":" + lastLine + ": a missing comma was put at the end of this line");
        }
    }

    private void endToken(char token) {
        last = token;
        lastEnd = json.length();
        lastLine = line;
    }

    private static boolean isQuote(char c) {
        return c == '"' || TYPOGRAPHIC.indexOf(c) >= 0;
    }
}
