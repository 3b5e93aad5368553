package dev.headgate.gateway.daemon;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A PostgreSQL type of the generator: SQL that makes a value, and how PostgreSQL and DuckDB, each in its own SQL, write a
 * value as the same JSON.
 *
 * @param sql name of the type in a CREATE TABLE
 * @param value SQL expression of a random or extreme value, never NULL
 * @param source PostgreSQL's expression of the JSON of an expression of this type
 * @param staged DuckDB's expression of the JSON of an expression of the staged type
 * @param holds PostgreSQL's expression of whether the column type can hold the value of an expression
 */
record SampleType(
        String sql,
        Function<Random, String> value,
        UnaryOperator<String> source,
        UnaryOperator<String> staged,
        UnaryOperator<String> holds) {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String OWN_TEXT = "to_json(format('%%s', %s))";
    private static final String STAGED_TEXT = "to_json(CAST(%s AS VARCHAR))";

    /** A type whose value is written alike by both, as PostgreSQL's own output. */
    static SampleType scalar(String sql, Function<Random, String> value) {
        return of(sql, value, OWN_TEXT, STAGED_TEXT, "true");
    }

    /** The patterns have {@code %1$s} for the expression. */
    static SampleType of(String sql, Function<Random, String> value, String source, String staged, String holds) {
        return new SampleType(sql, value, source::formatted, staged::formatted, holds::formatted);
    }

    /** The same values, staged as PostgreSQL's own text. */
    SampleType asText() {
        return new SampleType(sql, value, OWN_TEXT::formatted, STAGED_TEXT::formatted, expression -> "true");
    }

    /** The same values under another column type. */
    SampleType as(String source, String staged, String holds) {
        return of(sql, value, source, staged, holds);
    }

    /** Arrays of all shapes; the list holds those of one dimension that begin at 1. */
    SampleType array() {
        return new SampleType(
                sql + "[]",
                this::arrayValue,
                x -> {
                    String i = "i" + NAMES.incrementAndGet();
                    String element = "(" + x + ")[" + i + "]";
                    return "(SELECT coalesce(json_agg(" + orNull(element, source) + " ORDER BY " + i
                            + "), '[]') FROM generate_subscripts(" + x + ", 1) AS " + i + ")";
                },
                x -> {
                    String e = "e" + NAMES.incrementAndGet();
                    return "to_json(list_transform(" + x + ", lambda " + e + ": CASE WHEN " + e + " IS NOT NULL THEN "
                            + staged.apply(e) + " END))";
                },
                x -> {
                    String i = "i" + NAMES.incrementAndGet();
                    return "(coalesce(array_ndims(" + x + "), 1) = 1 AND coalesce(array_lower(" + x
                            + ", 1), 1) = 1 AND coalesce((SELECT bool_and(" + holds.apply("(" + x + ")[" + i + "]")
                            + ") FROM generate_subscripts(" + x + ", 1) AS " + i + "), true))";
                });
    }

    private String arrayValue(Random random) {
        String cast = "::" + sql + "[]";
        return switch (random.nextInt(10)) {
            case 0 -> "'{}'" + cast;
            case 1 -> "ARRAY[[" + value(random) + ", NULL], [NULL, " + value(random) + "]]" + cast;
            case 2 -> "array_fill((" + value(random) + ")::" + sql + ", ARRAY[2], ARRAY[0])";
            case 3 -> "ARRAY[NULL]" + cast;
            default ->
                random.ints(1 + random.nextInt(4), 0, 5)
                        .mapToObj(kind -> kind == 0 ? "NULL" : value(random))
                        .collect(Collectors.joining(", ", "ARRAY[", "]" + cast));
        };
    }

    /** A composite type of that name with fields f1, f2 ... */
    static SampleType composite(String name, List<SampleType> fields) {
        return new SampleType(
                name,
                random -> fields.stream()
                        .map(field -> random.nextInt(6) == 0 ? "NULL" : field.value(random))
                        .collect(Collectors.joining(", ", "ROW(", ")::" + name)),
                x -> eachField(fields, index -> orNull("(" + x + ").f" + index, fields.get(index - 1).source))
                        .collect(Collectors.joining(", ", "json_build_array(", ")")),
                x -> eachField(fields, index -> fields.get(index - 1).stagedOrNull(x + ".f" + index))
                        .collect(Collectors.joining(", ", "json_array(", ")")),
                x -> eachField(
                                fields,
                                index -> "coalesce("
                                        + fields.get(index - 1).holds.apply("(" + x + ").f" + index) + ", true)")
                        .collect(Collectors.joining(" AND ", "(", ")")));
    }

    /** The statement that creates the composite type. */
    static String createComposite(String name, List<SampleType> fields) {
        return eachField(fields, index -> "f" + index + " " + fields.get(index - 1).sql)
                .collect(Collectors.joining(", ", "CREATE TYPE " + name + " AS (", ")"));
    }

    private static Stream<String> eachField(List<SampleType> fields, IntFunction<String> expression) {
        return IntStream.rangeClosed(1, fields.size()).mapToObj(expression);
    }

    /**
     * A range type over this one.
     *
     * @param bounds how its bounds may be written without leaving the type
     */
    SampleType range(String name, List<String> bounds) {
        return new SampleType(
                name,
                random -> rangeValue(name, bounds, random),
                x -> "json_build_array(" + orNull("lower(" + x + ")", source) + ", "
                        + orNull("upper(" + x + ")", source) + ", lower_inc(" + x + "), upper_inc(" + x + "), isempty("
                        + x + "))",
                x -> "json_array(" + stagedOrNull(x + ".lower") + ", " + stagedOrNull(x + ".upper") + ", " + x
                        + ".lower_inc, " + x + ".upper_inc, " + x + ".empty)",
                x -> "(coalesce(" + holds.apply("lower(" + x + ")") + ", true) AND coalesce("
                        + holds.apply("upper(" + x + ")") + ", true))");
    }

    private String rangeValue(String name, List<String> bounds, Random random) {
        String first = random.nextInt(8) == 0 ? "NULL::" + sql : "(" + value(random) + ")::" + sql;
        String second = random.nextInt(8) == 0 ? "NULL::" + sql : "(" + value(random) + ")::" + sql;
        String form = bounds.get(random.nextInt(bounds.size()));
        return switch (random.nextInt(8)) {
            case 0 -> "'empty'::" + name;
            case 1 -> name + "(" + first + ", NULL, '" + form + "')";
            case 2 -> name + "(NULL, " + second + ", '" + form + "')";
            default ->
                name + "(least(" + first + ", " + second + "), greatest(" + first + ", " + second + "), '" + form
                        + "')";
        };
    }

    /** The multirange type of this range type. */
    SampleType multirange(String name) {
        return new SampleType(
                name,
                random -> IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> value(random))
                        .collect(Collectors.joining(", ", name + "(", ")")),
                x -> {
                    String r = "r" + NAMES.incrementAndGet();
                    return "(SELECT coalesce(json_agg(" + source.apply(r + ".v") + " ORDER BY " + r
                            + ".v), '[]') FROM unnest(" + x + ") AS " + r + "(v))";
                },
                x -> {
                    String r = "r" + NAMES.incrementAndGet();
                    return "to_json(list_transform(" + x + ", lambda " + r + ": " + staged.apply(r) + "))";
                },
                x -> {
                    String r = "r" + NAMES.incrementAndGet();
                    return "coalesce((SELECT bool_and(" + holds.apply(r + ".v") + ") FROM unnest(" + x + ") AS " + r
                            + "(v)), true)";
                });
    }

    String value(Random random) {
        return value.apply(random);
    }

    /** JSON of an expression in PostgreSQL. A composite of nulls IS NULL there, and is a value all the same. */
    static String orNull(String expression, UnaryOperator<String> json) {
        return "CASE WHEN num_nonnulls(" + expression + ") = 1 THEN " + json.apply(expression) + " END";
    }

    String stagedOrNull(String expression) {
        return "CASE WHEN " + expression + " IS NOT NULL THEN " + staged.apply(expression) + " END";
    }
}
