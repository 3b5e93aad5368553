package dev.headgate.gateway.preflight;

import dev.headgate.gateway.source.DdlTracking;
import java.util.List;

/** Whether the stream tells of DDL. It need not: the catalog does, some seconds later. */
final class DdlTrackingCheck implements ServerCheck {
    private static final String SUBJECT = "ddl_tracking";

    @Override
    public List<Finding> ask(Server server) {
        if (server.majorVersion() < DdlTracking.SINCE) {
            return List.of();
        }
        return List.of(
                switch (DdlTracking.state(server.control())) {
                    case ENABLED -> Finding.ok(SUBJECT, "installed");
                    case ABSENT -> Finding.ok(SUBJECT, "not installed (optional)");
                    case DISABLED ->
                        Finding.warn(
                                SUBJECT,
                                "installed, and switched off",
                                "Altered tables are found by looking at the catalog, up to five seconds later.",
                                List.of(Remedy.sql("ALTER EVENT TRIGGER headgate_ddl ENABLE;")));
                });
    }
}
