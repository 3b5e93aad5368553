package dev.headgate.gateway.source;

import dev.headgate.pgoutput.type.Lsn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A timeline history file: at which LSN the server left each earlier timeline. Lines are
 * {@code <timeline> <tab> <switch LSN> <tab> <reason>}.
 */
record TimelineHistory(Map<Integer, Long> switchPoints) {

    static TimelineHistory parse(String content) {
        Map<Integer, Long> switchPoints = new LinkedHashMap<>();
        for (String line : content.split("\n", -1)) {
            String[] fields = line.strip().split("\\s+", 3);
            if (fields.length >= 2 && !fields[0].startsWith("#")) {
                switchPoints.put(
                        Integer.valueOf(fields[0]), Lsn.parse(fields[1]).value());
            }
        }
        return new TimelineHistory(switchPoints);
    }

    /** Where the server left {@code timeline}, unsigned; null when its history does not hold that timeline. */
    @Nullable
    Long leftAt(int timeline) {
        return switchPoints.get(timeline);
    }
}
