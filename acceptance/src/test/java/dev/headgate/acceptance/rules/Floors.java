package dev.headgate.acceptance.rules;

import java.util.List;
import java.util.Set;

/**
 * The floors of one module: a class may use its own package and packages of lower floors, never a higher one and never
 * a peer on the same floor.
 *
 * @param base package that the module's packages lie in; it is called {@code root} in the floors
 * @param topDown floors from the highest to the lowest, each with its packages
 */
record Floors(String base, List<Set<String>> topDown) {

    private static final String ROOT = "root";

    /** All modules whose packages form floors. */
    static final List<Floors> ALL = List.of(
            new Floors(
                    "dev.headgate.pgoutput",
                    List.of(
                            Set.of("capture"),
                            Set.of("replication", "value"),
                            Set.of(ROOT),
                            Set.of("message", "wire", "buffer"),
                            Set.of("error"),
                            Set.of("type"))),
            new Floors(
                    "dev.headgate.staging",
                    List.of(Set.of(ROOT), Set.of("parquet", "log"), Set.of("batch", "store"), Set.of("schema"))),
            new Floors(
                    "dev.headgate.gateway",
                    List.of(
                            Set.of(ROOT),
                            Set.of("cli"),
                            Set.of("daemon"),
                            Set.of("admin", "pipeline", "preflight"),
                            Set.of("source", "frontier", "event"),
                            Set.of("metrics", "log", "aws", "lakeflow"),
                            Set.of("config"),
                            Set.of("status"),
                            Set.of("error"))),
            new Floors(
                    "dev.headgate.ingest",
                    List.of(
                            Set.of(ROOT),
                            Set.of("cli"),
                            Set.of("generate"),
                            Set.of("pipeline"),
                            Set.of("fold", "staged"),
                            Set.of("delta"),
                            Set.of("row", "config"),
                            Set.of("error"))),
            new Floors("dev.headgate.yaml", List.of(Set.of(ROOT))));

    /** Whether a package belongs to this module. */
    boolean holds(String packageName) {
        return packageName.equals(base) || packageName.startsWith(base + ".");
    }

    /** Why a class of one package may not use a class of the other, both of this module; empty if it may. */
    String objection(String from, String to) {
        String user = floorPackage(from);
        String used = floorPackage(to);
        if (user.equals(used)) {
            return "";
        }
        int userDepth = depth(user);
        int usedDepth = depth(used);
        if (userDepth < 0 || usedDepth < 0) {
            return "package " + (userDepth < 0 ? from : to) + " stands on no floor: add it to the list in Floors";
        }
        if (userDepth == usedDepth) {
            return user + " and " + used + " are peers";
        }
        return userDepth < usedDepth ? "" : user + " is below " + used;
    }

    private int depth(String floorPackage) {
        for (int depth = 0; depth < topDown.size(); depth++) {
            if (topDown.get(depth).contains(floorPackage)) {
                return depth;
            }
        }
        return -1;
    }

    private String floorPackage(String packageName) {
        if (packageName.equals(base)) {
            return ROOT;
        }
        String inside = packageName.substring(base.length() + 1);
        int dot = inside.indexOf('.');
        return dot < 0 ? inside : inside.substring(0, dot);
    }
}
