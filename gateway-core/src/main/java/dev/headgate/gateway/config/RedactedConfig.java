package dev.headgate.gateway.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A configuration for other eyes: without comments, and without the values of keys that hold a secret. A value that only
 * names an environment variable or a file stays.
 */
public final class RedactedConfig {
    private static final Pattern SECRET_KEY =
            Pattern.compile("password|passphrase|secret|token|credential|webhook|url");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:[A-Za-z_][A-Za-z0-9_]*|file:[^}]*)}");
    private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]*@");
    private static final String HIDDEN = "***";

    private RedactedConfig() {}

    /** The text of a configuration file, redacted; a comment when it is not YAML, since then nothing can be told apart. */
    public static String of(String yaml) {
        try {
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
            DumpSettings block =
                    DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
            return new Dump(block).dumpToString(redacted(tree));
        } catch (YamlEngineException e) {
            return "# the file is not YAML, and is left out\n";
        }
    }

    private static @Nullable Object redacted(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> shown = new LinkedHashMap<>();
            map.forEach(
                    (key, value) -> shown.put(key, isSecret(String.valueOf(key)) ? hidden(value) : redacted(value)));
            return shown;
        }
        if (node instanceof List<?> list) {
            return list.stream().map(RedactedConfig::redacted).toList();
        }
        return node instanceof String text ? USER_INFO.matcher(text).replaceAll("://" + HIDDEN + "@") : node;
    }

    private static boolean isSecret(String key) {
        return SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).find();
    }

    private static Object hidden(@Nullable Object value) {
        return value instanceof String text && REFERENCE.matcher(text).matches() ? text : HIDDEN;
    }
}
