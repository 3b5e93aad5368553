package dev.headgate.gateway.daemon;

import static dev.headgate.gateway.daemon.SampleType.scalar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every type that a column can have, with values as random and as extreme as PostgreSQL takes them. */
final class SampleTypes {
    private static final String DAYS = "to_json((%1$s - date '1970-01-01')::text)";
    private static final String STAGED_DAYS = "to_json(CAST(date_diff('day', DATE '1970-01-01', %1$s) AS VARCHAR))";
    /** In parts, since the epoch is a double before PostgreSQL 14. */
    private static final String MICROS = "to_json((((%1$s)::date - date '1970-01-01')::bigint * 86400000000"
            + " + round(extract(epoch from (%1$s)::time) * 1000000)::bigint)::text)";

    private static final String STAGED_MICROS = "to_json(CAST(epoch_us(%1$s) AS VARCHAR))";
    private static final String FITS_DATE = "(isfinite(%1$s) AND %1$s >= '0001-01-01')";
    private static final String FITS_TIMESTAMP =
            "(isfinite(%1$s) AND %1$s >= '0001-01-01 00:00:00+00' AND %1$s < '294247-01-10 04:00:54.775808+00')";
    private static final List<String> HALF_OPEN = List.of("[)");
    private static final List<String> ALL_BOUNDS = List.of("[)", "[]", "()", "(]");

    private final Map<String, SampleType> types = new LinkedHashMap<>();
    private final Map<String, List<SampleType>> composites = new LinkedHashMap<>();

    /** @param multiranges whether the server has them: 14 and later */
    SampleTypes(boolean multiranges) {
        numbers();
        texts();
        times();
        others();
        for (SampleType scalar : List.copyOf(types.values())) {
            // PostgreSQL casts no list of texts to arrays of these.
            add(scalar.array());
        }
        composed(multiranges);
    }

    /** By the name of the column. */
    Map<String, SampleType> types() {
        return types;
    }

    /** What has to be created before the table. */
    List<String> definitions() {
        List<String> before = List.of(
                "CREATE EXTENSION hstore",
                "CREATE EXTENSION citext",
                "CREATE EXTENSION ltree",
                "CREATE TYPE mood AS ENUM ('sad', 'so so', '\uD83D\uDE00 happy', 'a,b(\"c\")')",
                "CREATE DOMAIN amount AS numeric(12,2) CHECK (VALUE IS NULL OR VALUE <> 13)",
                "CREATE DOMAIN amounts AS amount[]",
                "CREATE TYPE textrange AS RANGE (subtype = text)");
        return Stream.of(
                        before.stream(),
                        composites.entrySet().stream()
                                .map(composite -> SampleType.createComposite(composite.getKey(), composite.getValue())))
                .flatMap(definitions -> definitions)
                .toList();
    }

    private void add(SampleType type) {
        types.put("c" + types.size(), type);
    }

    private SampleType composite(String name, SampleType... fields) {
        composites.put(name, List.of(fields));
        return SampleType.composite(name, List.of(fields));
    }

    private void numbers() {
        add(SampleType.of(
                "boolean", oneOf("true", "false"), "to_json((%1$s)::text)", "to_json(CAST(%1$s AS VARCHAR))", "true"));
        add(scalar("smallint", or(oneOf("-32768", "32767", "0"), r -> "" + (short) r.nextInt())));
        add(integer());
        add(scalar("bigint", or(oneOf("-9223372036854775808", "9223372036854775807"), r -> "" + r.nextLong())));
        add(scalar("oid", or(oneOf("0", "4294967295"), r -> "" + (r.nextInt() & 0xFFFF_FFFFL))));
        add(SampleType.of(
                "real",
                or(
                        special("real", "NaN", "Infinity", "-Infinity", "-0", "1.17549e-38", "3.4028235e38"),
                        r -> "'" + Float.intBitsToFloat(r.nextInt() & 0xFF7F_FFFF) + "'::real"),
                "to_json(encode(float4send(%1$s), 'hex'))",
                "to_json(lower(hex(CAST(CAST(%1$s AS BIT) AS BLOB))))",
                "true"));
        add(SampleType.of(
                "double precision",
                or(
                        special("float8", "NaN", "Infinity", "-Infinity", "-0", "5e-324", "1.7976931348623157e308"),
                        r -> "'" + Double.longBitsToDouble(r.nextLong() & 0xFFEF_FFFF_FFFF_FFFFL) + "'::float8"),
                "to_json(encode(float8send(%1$s), 'hex'))",
                "to_json(lower(hex(CAST(CAST(%1$s AS BIT) AS BLOB))))",
                "true"));
        add(numeric("numeric(9,2)", 7, 2));
        add(numeric("numeric(18,4)", 14, 4));
        add(numeric("numeric(38,10)", 28, 10));
        add(numeric("numeric(5,5)", 0, 5));
        add(scalar("numeric", or(special("numeric", "NaN", "0", "1.10", "1e-300"), SampleTypes::thousandDigits)));
        add(scalar("numeric(1000,500)", SampleTypes::thousandDigits));
        add(SampleType.of(
                "money",
                or(
                                oneOf("'-92233720368547758.08'", "'92233720368547758.07'"),
                                r -> "(" + r.nextInt() + "/ 100.0)::money")
                        .andThen(value -> value + "::money"),
                "to_json((%1$s)::numeric::text)",
                "to_json(CAST(%1$s AS VARCHAR))",
                "true"));
        add(SampleType.of(
                "amount",
                r -> digits(r, 9) + "." + digits(r, 2),
                "to_json((%1$s)::text)",
                "to_json(CAST(%1$s AS VARCHAR))",
                "true"));
    }

    private static SampleType integer() {
        return scalar("integer", or(oneOf("-2147483648", "2147483647", "0"), r -> "" + r.nextInt()));
    }

    /** DuckDB writes a decimal without whole digits without the zero before the point, hence the cast. */
    private static SampleType numeric(String sql, int whole, int fraction) {
        return SampleType.of(
                sql,
                or(
                        oneOf(
                                "'NaN'::" + sql,
                                "0",
                                "'-" + "9".repeat(whole) + "." + "9".repeat(fraction) + "'::" + sql),
                        r -> "'" + (r.nextBoolean() ? "-" : "") + digits(r, whole) + "." + digits(r, fraction) + "'::"
                                + sql),
                "to_json((%1$s)::text)",
                "to_json(CAST(CAST(%1$s AS DECIMAL(38, " + fraction + ")) AS VARCHAR))",
                "(%1$s)::numeric <> 'NaN'");
    }

    /** Up to 500 digits before and after the point. */
    private static String thousandDigits(Random random) {
        return "'" + (random.nextBoolean() ? "-" : "") + digits(random, 1 + random.nextInt(500)) + "."
                + digits(random, 1 + random.nextInt(500)) + "'::numeric";
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.isEmpty() ? "0" : digits.toString();
    }

    private void texts() {
        for (String sql : List.of("text", "varchar(60)", "char(40)", "name", "citext")) {
            add(scalar(sql, r -> text(r) + "::" + sql));
        }
        add(scalar(
                "\"char\"",
                or(special("\"char\"", "", "\"", "a"), r -> "'" + (char) ('0' + r.nextInt(40)) + "'::\"char\"")));
        add(scalar("mood", special("mood", "sad", "so so", "\uD83D\uDE00 happy", "a,b(\"c\")")));
        add(scalar("ltree", special("ltree", "", "Top", "Top.Sub_1.x")));
        add(scalar("json", r -> "('{\"a\" : ' || to_json(" + text(r) + "::text)::text || ', \"b\": [1,null]}')::json"));
        add(scalar("jsonb", r -> "jsonb_build_object('k', " + text(r) + "::text, 'n', " + digits(r, 400) + ")"));
        add(scalar("xml", r -> "xmlelement(name e, " + text(r) + "::text)"));
        add(SampleType.of(
                "bytea",
                r -> "decode('" + hex(r) + "', 'hex')",
                "to_json(encode(%1$s, 'hex'))",
                "to_json(lower(hex(%1$s)))",
                "true"));
    }

    private static String hex(Random random) {
        return random.ints(random.nextInt(20), 0, 256)
                .mapToObj("%02x"::formatted)
                .collect(Collectors.joining());
    }

    /** Text with everything that some notation gives a meaning to, and characters of one to four bytes. */
    private static String text(Random random) {
        String alphabet = "ab ,;:(){}[]\"\\'=>\t\n\u00F3\u20AC\uD83D\uDC18";
        int[] characters = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        switch (random.nextInt(8)) {
            case 0 -> text.append("NULL");
            case 1 -> text.append("empty");
            case 2 -> text.append("\uD83D\uDC18");
            default -> {
                for (int left = random.nextInt(12); left > 0; left--) {
                    text.appendCodePoint(characters[random.nextInt(characters.length)]);
                }
            }
        }
        return "'" + text.toString().replace("'", "''") + "'";
    }

    private void times() {
        add(date());
        add(timestamp());
        add(SampleType.of(
                "timestamptz",
                timestampValue("timestamptz"),
                MICROS.replace("%1$s", "(%1$s AT TIME ZONE 'UTC')"),
                STAGED_MICROS,
                FITS_TIMESTAMP));
        add(SampleType.of(
                "time",
                or(
                        special("time", "00:00", "24:00", "23:59:59.999999"),
                        r -> "(time '00:00' + make_interval(secs => " + (r.nextLong() >>> 28) + " / 1000000.0))"),
                "to_json(round(extract(epoch from %1$s) * 1000000)::bigint::text)",
                "to_json(CAST(CAST(date_part('epoch', %1$s) * 1000000 AS BIGINT) AS VARCHAR))",
                "%1$s < '24:00'"));
        add(scalar("timetz", special("timetz", "00:00+15:59", "24:00-15:59", "12:34:56.789+05:30:15")));
        add(interval());
    }

    private static SampleType date() {
        return SampleType.of(
                "date",
                or(
                        special("date", "infinity", "-infinity", "0044-03-15 BC", "0001-01-01", "5874897-12-30"),
                        r -> "(date '2000-01-01' + " + r.nextInt(-730_119, 100_000_000) + ")"),
                DAYS,
                STAGED_DAYS,
                FITS_DATE);
    }

    private static SampleType timestamp() {
        return SampleType.of("timestamp", timestampValue("timestamp"), MICROS, STAGED_MICROS, FITS_TIMESTAMP);
    }

    private static Function<Random, String> timestampValue(String sql) {
        return or(
                special(
                        sql,
                        "infinity",
                        "-infinity",
                        "4713-01-01 00:00:00 BC",
                        "0001-01-01 00:00:00+00",
                        "294276-12-31"),
                r -> "(" + sql + " '2000-01-01 00:00:00+00' + make_interval(secs => " + r.nextInt(1 << 30)
                        + " / 7.0, days => " + r.nextInt(-700_000, 700_000) + "))");
    }

    private static SampleType interval() {
        return scalar(
                "interval",
                or(
                        special(
                                "interval",
                                "0",
                                "-178000000 years",
                                "1 microsecond",
                                "1 year -2 mons 3 days -04:05:06.789"),
                        r -> "make_interval(months => " + r.nextInt() / 16 + ", days => " + r.nextInt() + ", secs => "
                                + r.nextInt() + " / 1000.0)"));
    }

    private void others() {
        add(scalar("uuid", r -> "'" + new UUID(r.nextLong(), r.nextLong()) + "'::uuid"));
        add(scalar("bit(9)", r -> "B'" + bits(r, 9) + "'"));
        add(scalar("varbit", r -> "B'" + bits(r, r.nextInt(70)) + "'"));
        add(scalar("inet", special("inet", "0.0.0.0/0", "192.168.1.5", "::ffff:1.2.3.4", "2001:db8::1/64")));
        add(scalar("cidr", special("cidr", "10.0.0.0/8", "2001:db8::/32")));
        add(scalar("macaddr", r -> "'08:00:2b:01:02:" + "%02x".formatted(r.nextInt(256)) + "'::macaddr"));
        add(scalar("macaddr8", special("macaddr8", "08:00:2b:01:02:03:04:05")));
        add(scalar("point", special("point", "(1.5,-2)", "(NaN,Infinity)", "(1e300,5e-324)")));
        add(scalar("line", special("line", "{1,2,3}")));
        add(scalar("lseg", special("lseg", "[(1,2),(3,4)]")));
        add(scalar("box", special("box", "(3,4),(1,2)")));
        add(scalar("path", special("path", "[(1,2),(3,4)]", "((1,2),(3,4))")));
        add(scalar("polygon", special("polygon", "((1,2),(3,4),(5,0))")));
        add(scalar("circle", special("circle", "<(1,2),3>")));
        add(scalar("tsvector", r -> "to_tsvector('simple', " + text(r) + ")"));
        add(scalar("tsquery", special("tsquery", "", "fat & (rat | !cat:AB*) <-> x")));
        add(scalar("pg_lsn", special("pg_lsn", "0/0", "FFFFFFFF/FFFFFFFF")));
        add(scalar("xid", special("xid", "4294967295")));
        add(scalar("jsonpath", special("jsonpath", "$.a[*] ? (@ > 1)")));
        add(SampleType.of("hstore", SampleTypes::hstore, "hstore_to_json(%1$s)", "to_json(%1$s)", "true"));
    }

    private static String bits(Random random, int count) {
        return random.ints(count, 0, 2).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private static String hstore(Random random) {
        StringBuilder value = new StringBuilder("''::hstore");
        for (int left = random.nextInt(4); left > 0; left--) {
            value.append(" || hstore(")
                    .append(text(random))
                    .append(", ")
                    .append(random.nextInt(4) == 0 ? "NULL" : text(random))
                    .append(')');
        }
        return "(" + value + ")";
    }

    private void composed(boolean multiranges) {
        SampleType amount = SampleType.of(
                "amount", r -> digits(r, 5) + ".5", "to_json((%1$s)::text)", "to_json(CAST(%1$s AS VARCHAR))", "true");
        SampleType text = scalar("text", r -> text(r) + "::text");
        SampleType ints = scalar("integer", or(oneOf("-2147483648", "2147483647"), r -> "" + r.nextInt(1000)));
        SampleType decimal = numeric("numeric(20,3)", 17, 3);
        SampleType unbounded = scalar("numeric", or(special("numeric", "NaN", "1.10"), SampleTypes::thousandDigits));
        SampleType dateRange = date().range("daterange", HALF_OPEN);
        SampleType intRange = ints.range("int4range", HALF_OPEN);
        SampleType stampRange = timestamp().range("tsrange", ALL_BOUNDS);
        List<SampleType> ranges = List.of(
                intRange,
                scalar("bigint", r -> "" + (r.nextLong() >> 1)).range("int8range", ALL_BOUNDS),
                unbounded.range("numrange", ALL_BOUNDS),
                dateRange,
                stampRange,
                text.range("textrange", ALL_BOUNDS));
        ranges.forEach(this::add);
        add(intRange.array());
        SampleType inner = composite("inner_row", date(), text.array(), text);
        SampleType row = composite("outer_row", integer(), text, inner, inner.array(), decimal, amount, dateRange);
        SampleType single = composite("single", text);
        add(inner);
        add(row);
        add(row.array());
        add(single);
        add(single.array());
        if (multiranges) {
            add(intRange.multirange("int4multirange"));
            add(dateRange.multirange("datemultirange"));
            add(text.range("textrange", ALL_BOUNDS).multirange("textmultirange"));
            add(stampRange.multirange("tsmultirange").array());
        }
    }

    private static Function<Random, String> or(Function<Random, String> extreme, Function<Random, String> any) {
        return random -> (random.nextInt(3) == 0 ? extreme : any).apply(random);
    }

    private static Function<Random, String> oneOf(String... values) {
        return random -> values[random.nextInt(values.length)];
    }

    private static Function<Random, String> special(String sql, String... values) {
        return random -> "'" + values[random.nextInt(values.length)].replace("'", "''") + "'::" + sql;
    }
}
