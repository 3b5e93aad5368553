package dev.headgate.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** SQL of the tables of {@link Workload#BULK}, {@link Workload#BIG} and {@link Workload#WIDE}. Values depend on the row number only. */
final class Tables {

    static final String TWELVE_COLUMNS = """
            CREATE TABLE orders (
                id bigint PRIMARY KEY,
                customer_id integer NOT NULL,
                reference uuid NOT NULL,
                status text NOT NULL,
                amount numeric(12,2) NOT NULL,
                quantity smallint NOT NULL,
                weight double precision,
                express boolean NOT NULL,
                ordered_at timestamptz NOT NULL,
                due_on date,
                address text,
                attributes jsonb
            )""";

    /** A statement with two places: first and last row number. */
    static final String INSERT_TWELVE_COLUMNS = """
            INSERT INTO orders
            SELECT i,
                   (i * 7919 %% 100000)::integer,
                   md5(i::text)::uuid,
                   (ARRAY['new','paid','packed','sent','returned'])[1 + i %% 5],
                   (i * 37 %% 1000000) / 100.0,
                   (i %% 50)::smallint,
                   CASE WHEN i %% 10 <> 0 THEN (i * 31 %% 10007) / 7.0 END,
                   i %% 3 = 0,
                   timestamptz '2026-01-01 00:00:00Z' + i * interval '1 second',
                   date '2026-01-01' + (i %% 365)::integer,
                   'Street ' || (i %% 5000) || ', ' || substr(md5((i * 3)::text), 1, 20),
                   jsonb_build_object('source', 'web', 'visit', i, 'tags', jsonb_build_array('a', i %% 17))
            FROM generate_series(%s::bigint, %s::bigint) AS i""";

    /** Runs the statement in its first argument over 1..last, committing after every {@code step} rows. */
    static final String WRITE_IN_TRANSACTIONS = """
            CREATE PROCEDURE write_in_transactions(statement text, last bigint, step bigint) LANGUAGE plpgsql AS $$
            DECLARE
                first bigint := 1;
            BEGIN
                WHILE first <= last LOOP
                    EXECUTE statement USING first, least(first + step - 1, last);
                    COMMIT;
                    first := first + step;
                END LOOP;
            END $$""";

    private static final int ROWS_PER_TRANSACTION = 1_000;

    private Tables() {}

    /** The call that runs {@code insert}, a statement with two places, a thousand rows at a time. */
    static String writeInTransactions(String insert, long rows) {
        return "CALL write_in_transactions($statement$%s$statement$, %d, %d)"
                .formatted(insert.formatted("$1", "$2"), rows, ROWS_PER_TRANSACTION);
    }

    /** A key, then 30 integer, 20 bigint, 20 text, 10 numeric, 10 double precision, 5 timestamptz, 2 boolean, 2 date. */
    static String hundredColumns() {
        List<String> columns = new ArrayList<>();
        columns.add("id bigint PRIMARY KEY");
        for (WideColumn column : wideColumns()) {
            columns.add(column.name() + " " + column.type());
        }
        return "CREATE TABLE wide (" + String.join(", ", columns) + ")";
    }

    /** A statement with two places: first and last row number. */
    static String insertHundredColumns() {
        List<String> values = new ArrayList<>();
        values.add("i");
        for (WideColumn column : wideColumns()) {
            values.add(column.value());
        }
        return "INSERT INTO wide SELECT " + String.join(", ", values)
                + " FROM generate_series(%s::bigint, %s::bigint) AS i";
    }

    /** The value is an SQL expression over {@code i}, with percent signs doubled for the format that it ends up in. */
    private record WideColumn(String name, String type, String value) {}

    private static List<WideColumn> wideColumns() {
        List<WideColumn> columns = new ArrayList<>();
        add(columns, 30, "integer", "(i * %d %%%% 100003)::integer");
        add(columns, 20, "bigint", "i * 1000003 * %d");
        add(columns, 20, "text", "'value-' || (i * %d %%%% 10007)");
        add(columns, 10, "numeric(14,4)", "(i * %d %%%% 1000000) / 10000.0");
        add(columns, 10, "double precision", "i * %d / 7.0::double precision");
        add(columns, 5, "timestamptz", "timestamptz '2026-01-01 00:00:00Z' + i * %d * interval '1 ms'");
        add(columns, 2, "boolean", "i %%%% %d = 0");
        add(columns, 2, "date", "date '2026-01-01' + (i * %d %%%% 3650)::integer");
        return columns;
    }

    private static void add(List<WideColumn> columns, int count, String type, String value) {
        for (int i = 0; i < count; i++) {
            int number = columns.size() + 1;
            columns.add(new WideColumn("c" + number, type, value.formatted(number + 1)));
        }
    }
}
