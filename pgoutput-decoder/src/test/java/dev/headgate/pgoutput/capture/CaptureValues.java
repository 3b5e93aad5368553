package dev.headgate.pgoutput.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Literals of every built-in type whose text and binary forms become the value vectors. */
final class CaptureValues {
    private static final int RANDOM_FLOATS = 400;
    private static final int RANDOM_NUMERICS = 200;

    /** Values of one type, in any form that the type's input function takes. */
    record Literals(String type, List<String> values) {}

    private CaptureValues() {}

    static List<Literals> all() {
        Random random = new Random(20_261_120);
        List<Literals> all = new ArrayList<>();
        numbers(all, random);
        dates(all, random);
        texts(all);
        network(all);
        geometry(all);
        search(all);
        system(all);
        ranges(all);
        arrays(all);
        return all;
    }

    private static void add(List<Literals> all, String type, String... values) {
        all.add(new Literals(type, List.of(values)));
    }

    private static void numbers(List<Literals> all, Random random) {
        add(all, "bool", "t", "f");
        add(all, "int2", "0", "1", "-1", "32767", "-32768");
        add(all, "int4", "0", "1", "-1", "2147483647", "-2147483648");
        add(all, "int8", "0", "10", "-10", "9223372036854775807", "-9223372036854775808");
        add(all, "oid", "0", "1", "2147483648", "4294967295");
        add(
                all,
                "money",
                "0",
                "0.01",
                "-0.01",
                "1",
                "-1234.5",
                "999.99",
                "1000",
                "92233720368547758.07",
                "-92233720368547758.08");
        List<String> numerics = new ArrayList<>(List.of(
                "0",
                "0.00",
                "1",
                "-1",
                "10",
                "100",
                "1000",
                "10000",
                "100000000",
                "0.1",
                "-0.01",
                "0.001",
                "0.0001",
                "0.00001",
                "0.000000001",
                "12345.678900",
                "99999999999999999999999999999999999999",
                "-99999999999999999999999999999999999999",
                "100000000000000000000000000000000000000",
                "999999999999999999",
                "-999999999999999999",
                "1000000000000000000",
                "9223372036854775807",
                "1e100",
                "1e-100",
                "1.0e50",
                "1234567890123456789012345678.0123456789",
                "NaN",
                "Infinity",
                "-Infinity",
                "10000.0001",
                "0.00010000",
                "9999.9999",
                "123000000000000000",
                "1e16",
                "1e17",
                "1e18"));
        for (int i = 0; i < RANDOM_NUMERICS; i++) {
            BigInteger digits = new BigInteger(1 + random.nextInt(140), random);
            String sign = random.nextBoolean() ? "-" : "";
            numerics.add(sign + new BigDecimal(digits, random.nextInt(25)).toPlainString());
        }
        all.add(new Literals("numeric", numerics));
        List<String> doubles = new ArrayList<>(List.of(
                "0",
                "-0",
                "1",
                "-1",
                "0.1",
                "0.5",
                "100",
                "1e14",
                "999999999999999",
                "1e15",
                "1e16",
                "1.5e15",
                "1e22",
                "1e23",
                "1e-4",
                "1e-5",
                "0.00012345",
                "123456789.125",
                "NaN",
                "Infinity",
                "-Infinity",
                "5e-324",
                "1.7976931348623157e308",
                "2.2250738585072014e-308",
                "9007199254740991",
                "9007199254740993",
                "4.35",
                "0.3",
                "2e-323",
                "9.5e-322",
                "2.2250738585072011e-308",
                "8.41e21",
                "2.0e-3",
                "5e-320",
                "4.9406564584124654e-324",
                "1.2e17"));
        List<String> floats = new ArrayList<>(List.of(
                "0",
                "-0",
                "1",
                "-1",
                "0.1",
                "0.5",
                "100000",
                "999999",
                "1e6",
                "1234567",
                "16777216",
                "1e-4",
                "1e-5",
                "0.00012345",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e-45",
                "3.4028235e38",
                "1.17549435e-38",
                "8388608",
                "0.3",
                "9.5e-44",
                "1e23",
                "33554432"));
        for (int i = 0; i < RANDOM_FLOATS; i++) {
            double randomDouble = Double.longBitsToDouble(random.nextLong());
            doubles.add(Double.toString(Double.isNaN(randomDouble) ? 0.7 : randomDouble));
            doubles.add(Double.toString(random.nextInt(100_000) / 100.0));
            float randomFloat = Float.intBitsToFloat(random.nextInt());
            floats.add(Float.toString(Float.isNaN(randomFloat) ? 0.7f : randomFloat));
            floats.add(Float.toString(random.nextInt(100_000) / 100.0f));
        }
        for (int exponent = -1074; exponent <= 1023; exponent += 7) {
            doubles.add(Double.toString(Math.scalb(1.0, exponent)));
        }
        for (int exponent = -149; exponent <= 127; exponent++) {
            floats.add(Float.toString(Math.scalb(1.0f, exponent)));
        }
        all.add(new Literals("float8", doubles));
        all.add(new Literals("float4", floats));
    }

    private static void dates(List<Literals> all, Random random) {
        List<String> dates = new ArrayList<>(List.of(
                "2000-01-01",
                "1970-01-01",
                "1999-12-31",
                "2024-02-29",
                "0001-01-01",
                "0001-12-31 BC",
                "0044-03-15 BC",
                "4713-11-24 BC",
                "5874897-12-31",
                "12345-06-07",
                "infinity",
                "-infinity",
                "1900-03-01",
                "9999-12-31"));
        List<String> timestamps = new ArrayList<>(List.of(
                "2000-01-01 00:00:00",
                "2026-11-20 10:11:12.123456",
                "2026-11-20 10:11:12.1",
                "1999-12-31 23:59:59.999999",
                "1969-12-31 23:59:59.5",
                "0001-01-01 00:00:00",
                "0044-03-15 12:00:00.25 BC",
                "4713-11-24 00:00:00 BC",
                "294276-12-31 23:59:59.999999",
                "infinity",
                "-infinity",
                "2026-11-20 00:00:00.000001"));
        for (int i = 0; i < 200; i++) {
            long day = random.nextInt(6_000_000) - 2_400_000L;
            dates.add(pgDate(day));
            timestamps.add(pgTimestamp(day, random));
        }
        all.add(new Literals("date", dates));
        all.add(new Literals("timestamp", timestamps));
        all.add(new Literals("timestamptz", timestamps));
        add(all, "time", "00:00", "23:59:59.999999", "24:00:00", "12:34:56.7", "00:00:00.000001");
        add(
                all,
                "timetz",
                "00:00+00",
                "23:59:59.999999-08",
                "12:34:56.7+05:30",
                "01:02:03+05:30:15",
                "24:00:00-15:59:59",
                "10:00-00:30");
        add(
                all,
                "interval",
                "0",
                "1 year",
                "-1 year",
                "14 mons",
                "-14 mons 3 days",
                "1 year 2 mons 3 days 4 hours 5 mins 6.7 secs",
                "-1 day +02:03:04",
                "0.000001 sec",
                "-0.5 sec",
                "-1 hour -30 sec",
                "1000000 hours",
                "178000000 years",
                "infinity",
                "-infinity",
                "2 mons -1 sec",
                "59 min 60.5 sec",
                "1 hour",
                "1 min",
                "-00:01:00.25");
    }

    private static String pgDate(long day) {
        LocalDate date = LocalDate.of(2000, 1, 1).plusDays(day);
        int year = date.getYear();
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02d%s",
                year > 0 ? year : 1 - year,
                date.getMonthValue(),
                date.getDayOfMonth(),
                year > 0 ? "" : " BC");
    }

    private static String pgTimestamp(long day, Random random) {
        String date = pgDate(day);
        boolean bc = date.endsWith(" BC");
        String time = String.format(
                Locale.ROOT,
                " %02d:%02d:%02d.%06d",
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60),
                random.nextInt(1_000_000));
        return bc ? date.replace(" BC", time + " BC") : date + time;
    }

    private static void texts(List<Literals> all) {
        add(all, "text", "", "plain", "größe € 𝄞", "tab\tline\nback\\slash");
        add(all, "varchar", "", "varying");
        add(all, "bpchar(5)", "ab", "");
        add(all, "name", "a_name", "");
        add(all, "\"char\"", "a", "", "\\200", "\\377");
        add(all, "json", "{\"a\" :  1}", "[]");
        add(all, "jsonb", "{\"b\": [1, 2.50, null, \"x\\\"y\"], \"a\": {}}", "null", "\"\"");
        add(all, "jsonpath", "$.a[*] ? (@ > 1)", "strict $");
        add(
                all,
                "xml",
                "<a b=\"c\">d</a>",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><r/>",
                "<?xml version=\"1.1\"?><r/>",
                "text");
        add(all, "bytea", "", "\\x00", "\\x00ff5c27", "abc");
        add(all, "bit(3)", "101", "000");
        add(all, "varbit", "", "1", "0101010101", "1111111100000001");
        add(all, "uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000");
        add(all, "refcursor", "c1");
    }

    private static void network(List<Literals> all) {
        add(
                all,
                "inet",
                "0.0.0.0",
                "192.168.1.5",
                "192.168.1.5/24",
                "10.0.0.0/8",
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "2001:db8:0:0:1:0:0:1",
                "2001:db8:0:1:1:1:1:1",
                "::ffff:1.2.3.4",
                "::1.2.3.4",
                "::ffff:0:1.2.3.4",
                "fe80::1/64",
                "0:0:1::/48",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "1:0:0:2:0:0:0:3",
                "::2:0",
                "::0001:0000:0000",
                "0:1::");
        add(all, "cidr", "0.0.0.0/0", "10.0.0.0/8", "192.168.1.5/32", "2001:db8::/32", "::/0", "::1/128");
        add(all, "macaddr", "08:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff");
        add(all, "macaddr8", "08:00:2b:01:02:03:04:05");
    }

    private static void geometry(List<Literals> all) {
        add(all, "point", "(1,2)", "(-0.5,1e300)", "(NaN,Infinity)");
        add(all, "lseg", "[(0,0),(1.5,2)]");
        add(all, "box", "(1,2),(3,4)");
        add(all, "line", "{1,-1,0.5}");
        add(all, "path", "((0,0),(1,1),(2,0))", "[(0,0),(1,1)]");
        add(all, "polygon", "((0,0),(1,1),(2,0))");
        add(all, "circle", "<(1,2),3.5>");
    }

    private static void search(List<Literals> all) {
        add(all, "tsvector", "", "a:1A fat:2B,4C cat:5D rat", "'it''s':3 'back\\\\slash' 'two words':7A,16383");
        add(
                all,
                "tsquery",
                "",
                "a",
                "!a",
                "a & b | c",
                "a & (b | c)",
                "!(a & b)",
                "a <-> b <2> c",
                "a <-> (b <-> c)",
                "(a | b) <-> !c",
                "fat:ab & cat:*",
                "x:*AB",
                "'it''s' & 'back\\\\slash'",
                "!!a",
                "(a & !b) | !(c | d:*CD)",
                "a <0> b",
                "(a <-> b) & c <-> d");
    }

    private static void system(List<Literals> all) {
        add(all, "tid", "(0,1)", "(4294967295,65535)");
        add(all, "xid", "0", "4294967295");
        add(all, "cid", "0", "4294967295");
        add(all, "xid8", "0", "18446744073709551615", "9223372036854775808");
        add(all, "pg_lsn", "0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF");
        add(all, "pg_snapshot", "10:20:10,14,15", "10:10:");
        add(all, "txid_snapshot", "10:20:10,14,15", "10:10:");
        add(all, "int2vector", "1 2 3", "");
        add(all, "oidvector", "1 4294967295", "");
    }

    private static void ranges(List<Literals> all) {
        add(all, "int4range", "[1,10)", "(,)", "empty", "[5,]", "(,5)", "[-3,-1]");
        add(all, "int8range", "[1,9223372036854775807)");
        add(all, "numrange", "[1.50,2]", "(0,1)", "[NaN,NaN]");
        add(all, "daterange", "[2026-01-01,2027-01-01)", "[2026-01-01,infinity]", "[0044-03-15 BC,)");
        add(all, "tsrange", "[2026-01-01 00:00,2026-01-02 12:30:00.5)", "[-infinity,infinity]");
        add(all, "tstzrange", "[2026-01-01 00:00+02,)", "(,0044-03-15 12:00 BC)");
        add(all, "int4multirange", "{}", "{[1,2)}", "{[1,3),[5,9),[20,)}");
        add(all, "int8multirange", "{[1,3),[5,9)}");
        add(all, "nummultirange", "{[1.5,3),(5,9]}");
        add(all, "datemultirange", "{[2026-01-01,2026-02-01)}");
        add(all, "tsmultirange", "{[2026-01-01 00:00,2026-01-02 00:00)}");
        add(all, "tstzmultirange", "{[2026-01-01 00:00,2026-01-02 00:00)}");
    }

    private static void arrays(List<Literals> all) {
        add(
                all,
                "int4[]",
                "{}",
                "{1}",
                "{1,NULL,-3}",
                "{{1,2},{3,4}}",
                "[0:2]={1,2,3}",
                "[-1:0][2:3]={{1,2},{3,4}}",
                "{{{1},{2}},{{3},{4}}}");
        add(
                all,
                "text[]",
                "{}",
                "{a,b}",
                "{\"\",NULL,\"NULL\",null,\"nuLL\"}",
                "{\"a b\",\"c,d\",\"e\\\"f\",\"g\\\\h\",\"{i}\"}",
                "{größe,\" \"}",
                "{\"a\tb\",\"\n\"}");
        add(all, "bool[]", "{t,f,NULL}");
        add(all, "bytea[]", "{\"\\\\x00ff\",\"\"}");
        add(all, "\"char\"[]", "{a,\"\",\"{\"}");
        add(all, "name[]", "{a,b}");
        add(all, "int2[]", "{1,2}");
        add(all, "int8[]", "{1,-9223372036854775808}");
        add(all, "oid[]", "{4294967295}");
        add(all, "float4[]", "{1.5,NaN,-Infinity}");
        add(all, "float8[]", "{1.5,1e300}");
        add(all, "numeric[]", "{1.50,NaN,-0.001}");
        add(all, "money[]", "{1234.50,-1}");
        add(all, "date[]", "{2026-01-01,\"0044-03-15 BC\",infinity}");
        add(all, "time[]", "{12:34:56.7}");
        add(all, "timetz[]", "{12:34:56.7+02}");
        add(all, "timestamp[]", "{\"2026-01-01 12:34:56.7\",infinity}");
        add(all, "timestamptz[]", "{\"2026-01-01 12:34:56.7+00\"}");
        add(all, "interval[]", "{\"1 day\",\"2 hours\"}");
        add(all, "uuid[]", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}");
        add(all, "json[]", "{\"{\\\"a\\\": 1}\"}");
        add(all, "jsonb[]", "{\"{\\\"a\\\": 1}\",\"[1, 2]\"}");
        add(all, "jsonpath[]", "{\"$.a\"}");
        add(all, "xml[]", "{<a/>}");
        add(all, "varchar[]", "{a}");
        add(all, "bpchar[]", "{a}");
        add(all, "inet[]", "{10.0.0.1,::1/64}");
        add(all, "cidr[]", "{10.0.0.0/8}");
        add(all, "macaddr[]", "{08:00:2b:01:02:03}");
        add(all, "macaddr8[]", "{08:00:2b:01:02:03:04:05}");
        add(all, "bit(3)[]", "{101}");
        add(all, "varbit[]", "{101,0}");
        add(all, "point[]", "{\"(1,2)\"}");
        add(all, "lseg[]", "{\"[(0,0),(1,1)]\"}");
        add(all, "path[]", "{\"((0,0),(1,1))\"}");
        add(all, "box[]", "{(1,2),(3,4);(5,6),(7,8)}");
        add(all, "polygon[]", "{\"((0,0),(1,1))\"}");
        add(all, "line[]", "{\"{1,-1,0}\"}");
        add(all, "circle[]", "{\"<(1,2),3>\"}");
        add(all, "tsvector[]", "{\"'a':1 'b'\"}");
        add(all, "tsquery[]", "{\"a & b\"}");
        add(all, "pg_lsn[]", "{16/B374D848}");
        add(all, "pg_snapshot[]", "{10:20:10}");
        add(all, "txid_snapshot[]", "{\"10:20:10,11\"}");
        add(all, "xid8[]", "{1}");
        add(all, "xid[]", "{1}");
        add(all, "cid[]", "{1}");
        add(all, "tid[]", "{\"(0,1)\"}");
        add(all, "refcursor[]", "{c}");
        add(all, "int2vector[]", "{\"1 2\"}");
        add(all, "oidvector[]", "{\"1 2\"}");
        add(all, "int4range[]", "{\"[1,2)\",empty}");
        add(all, "int8range[]", "{\"[1,2)\"}");
        add(all, "numrange[]", "{\"[1,2)\"}");
        add(all, "daterange[]", "{\"[2026-01-01,2026-01-03)\"}");
        add(all, "tsrange[]", "{\"[2026-01-01 00:00,2026-01-02 00:00)\"}");
        add(all, "tstzrange[]", "{\"[2026-01-01 00:00,2026-01-02 00:00)\"}");
        add(all, "int4multirange[]", "{\"{[1,2),[4,5)}\"}");
        add(all, "int8multirange[]", "{\"{[1,2)}\"}");
        add(all, "nummultirange[]", "{\"{[1,2)}\"}");
        add(all, "datemultirange[]", "{\"{[2026-01-01,2026-01-03)}\"}");
        add(all, "tsmultirange[]", "{\"{[2026-01-01 00:00,2026-01-02 00:00)}\"}");
        add(all, "tstzmultirange[]", "{\"{[2026-01-01 00:00,2026-01-02 00:00)}\"}");
    }
}
