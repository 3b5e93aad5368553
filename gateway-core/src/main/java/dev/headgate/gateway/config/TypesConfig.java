package dev.headgate.gateway.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a source's columns are typed.
 *
 * @param unboundedScale digits after the point of the DECIMAL(38,s) that a numeric becomes which no DECIMAL of its own
 *     precision and scale can hold; null: STRING
 */
public record TypesConfig(Profile profile, @Nullable Integer unboundedScale) {
    public static final TypesConfig DEFAULT = new TypesConfig(Profile.NATIVE, null);

    /** What Lakeflow Connect gives a numeric without precision. */
    private static final int LAKEFLOW_SCALE = 18;

    private static final int MAX_PRECISION = 38;
    private static final Pattern DECIMAL = Pattern.compile("decimal\\(38, ?(\\d{1,2})\\)");

    /** Reads the section {@code types} of a source. */
    static TypesConfig read(YamlSection section) {
        Profile profile = section.choice("profile", Profile.NATIVE);
        int scale = section.value("numeric_unbounded", -1, TypesConfig::scale);
        if (profile == Profile.LAKEFLOW) {
            if (section.has("numeric_unbounded")) {
                section.problem("numeric_unbounded", "is decimal(38,18) in profile lakeflow; remove this key");
            }
            return new TypesConfig(profile, LAKEFLOW_SCALE);
        }
        return scale < 0 ? DEFAULT : new TypesConfig(profile, scale);
    }

    /** -1 for text. */
    private static int scale(String text) {
        if (text.equals("string")) {
            return -1;
        }
        Matcher matcher = DECIMAL.matcher(text);
        int scale = matcher.matches() ? Integer.parseInt(matcher.group(1)) : MAX_PRECISION + 1;
        if (scale > MAX_PRECISION) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither string nor decimal(38,s); write for example decimal(38,18)");
        }
        return scale;
    }
}
