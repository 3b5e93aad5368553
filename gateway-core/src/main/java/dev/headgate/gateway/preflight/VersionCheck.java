package dev.headgate.gateway.preflight;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The server's release: whether it still gets fixes, and which known bugs of decoding it has. */
final class VersionCheck implements ServerCheck {
    private static final String NAME = "version";

    /** The last day on which PostgreSQL promises fixes, by major version. */
    private static final Map<Integer, LocalDate> SUPPORTED_UNTIL = Map.of(
            13, LocalDate.of(2025, 11, 13),
            14, LocalDate.of(2026, 11, 12),
            15, LocalDate.of(2027, 11, 11),
            16, LocalDate.of(2028, 11, 9),
            17, LocalDate.of(2029, 11, 8),
            18, LocalDate.of(2030, 11, 14));

    /** Worst first. */
    private static final List<Hazard> HAZARDS = List.of(
            new Hazard(
                    Map.of(13, 21, 14, 18, 15, 13, 16, 9, 17, 5),
                    "a table added to a publication while transactions write to it can lose their changes"),
            new Hazard(
                    Map.of(13, 16, 14, 13, 15, 8, 16, 4),
                    "a slot that starts in the middle of a transaction can decode it wrongly"),
            new Hazard(
                    Map.of(13, 18, 14, 15, 15, 10, 16, 6, 17, 2),
                    "a slot's restart_lsn can go backwards, to WAL that is removed"),
            new Hazard(
                    Map.of(13, 22, 14, 19, 15, 14, 16, 10, 17, 6),
                    "WAL that a slot needs can be removed during a checkpoint, and a WAL sender can use up the memory"),
            new Hazard(
                    Map.of(13, 23, 14, 20, 15, 15, 16, 11, 17, 7, 18, 1),
                    "after a full disk a slot's state can not be saved any more"),
            new Hazard(
                    Map.of(14, 21, 15, 16, 16, 12, 17, 8, 18, 2),
                    "a slot that is created during a checkpoint can be invalid from the start"),
            new Hazard(
                    Map.of(14, 23, 15, 18, 16, 14, 17, 10, 18, 4),
                    "a WAL sender can keep the server from shutting down"));

    /** A bug, and the minor release of each major version that mends it. */
    private record Hazard(Map<Integer, Integer> mendedIn, String what) {
        boolean concerns(int major, int minor) {
            Integer mended = mendedIn.get(major);
            return mended != null && minor < mended;
        }
    }

    @Override
    public List<Finding> ask(Server server) {
        int number = server.control().versionNumber();
        LocalDate today = LocalDate.ofInstant(server.clock().instant(), ZoneOffset.UTC);
        return List.of(finding(number / 10_000, number % 10_000, server.platform(), today));
    }

    static Finding finding(int major, int minor, Platform platform, LocalDate today) {
        List<Hazard> hazards =
                HAZARDS.stream().filter(hazard -> hazard.concerns(major, minor)).toList();
        LocalDate until = SUPPORTED_UNTIL.get(major);
        boolean ended = until != null && today.isAfter(until);
        String value = "PostgreSQL " + major + "." + minor + " (" + platform.label() + ")";
        if (hazards.isEmpty() && !ended) {
            return Finding.ok(NAME, value);
        }
        List<String> why = new ArrayList<>();
        hazards.forEach(hazard -> why.add(hazard.what()));
        if (ended) {
            why.add("there are no fixes for this major version any more, since " + until);
        }
        int mended = hazards.stream()
                .mapToInt(hazard -> hazard.mendedIn().getOrDefault(major, 0))
                .max()
                .orElse(0);
        String advice = hazards.isEmpty()
                ? "Plan the upgrade to a major version that is supported."
                : "Upgrade the server to " + major + "." + mended + " or later; a minor upgrade needs a restart only.";
        return Finding.warn(
                NAME, value, "Known of this release: " + String.join("; ", why) + ".", List.of(Remedy.action(advice)));
    }
}
