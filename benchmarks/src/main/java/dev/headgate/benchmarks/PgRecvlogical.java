package dev.headgate.benchmarks;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL's own client, writing to {@code /dev/null}: it decodes nothing and keeps nothing. */
record PgRecvlogical(Link link, boolean binary) implements Contender {

    @Override
    public String name() {
        return "recv-" + link.id() + (binary ? "-binary" : "-text");
    }

    @Override
    public void prepare(Drain drain) {}

    @Override
    public List<String> command(Drain drain) {
        PostgresServer server = drain.server();
        List<String> command = new ArrayList<>(List.of(
                server.program("pg_recvlogical"),
                "--host=" + link.host(server),
                "--port=" + server.port(),
                "--username=" + PostgresServer.USER,
                "--dbname=" + drain.backlog().database(),
                "--slot=" + drain.slot(),
                "--start",
                "--no-loop",
                "--endpos=" + drain.backlog().endLsn(),
                "--file=/dev/null",
                "--option=proto_version=1",
                "--option=publication_names=" + Workload.PUBLICATION));
        if (binary) {
            command.add("--option=binary=true");
        }
        return command;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public Completion verify(Drain drain) throws SQLException {
        if (!drain.backlog().isAcknowledged(drain.server(), drain.slot())) {
            throw new BenchmarkException(
                    name() + " ended before " + drain.backlog().endLsn());
        }
        return Completion.WITHOUT_DETAILS;
    }
}
