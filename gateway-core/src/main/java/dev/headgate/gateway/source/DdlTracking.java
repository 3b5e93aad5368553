package dev.headgate.gateway.source;

import dev.headgate.pgoutput.message.LogicalMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Optional tracking of DDL: an event trigger puts a transactional logical message into the WAL for each table that a
 * command alters, so that the stream tells of it in order. A database administrator installs it, once in a database.
 *
 * <p>A message has prefix {@value #PREFIX} and content {@code OID COMMAND}: the table's oid in decimal digits, and the
 * command's tag. It only says which table to look at: whoever forges one has a table compared with the catalog.
 */
public final class DdlTracking {
    /** Oldest server whose {@code pgoutput} sends logical messages. */
    public static final int SINCE = 14;

    static final String PREFIX = "headgate.ddl";
    private static final String EVENT_TRIGGER = "headgate_ddl";
    private static final Pattern CONTENT = Pattern.compile("(\\d{1,10})( [A-Z ]+)?");

    private DdlTracking() {}

    /** Whether and how it is installed. */
    public enum State {
        ABSENT,
        /** Installed, and switched off. */
        DISABLED,
        ENABLED
    }

    /** Its state in the database of the session. */
    public static State state(ControlSession control) {
        List<List<@Nullable String>> found =
                control.rows("SELECT evtenabled FROM pg_event_trigger WHERE evtname = '" + EVENT_TRIGGER + "'");
        if (found.isEmpty()) {
            return State.ABSENT;
        }
        return "D".equals(found.get(0).get(0)) ? State.DISABLED : State.ENABLED;
    }

    /** The table that a message tells of; 0 when it is no message of the event trigger. */
    public static long altered(LogicalMessage message) {
        if (!message.prefix().equals(PREFIX)) {
            return 0;
        }
        Matcher content = CONTENT.matcher(new String(message.content(), StandardCharsets.UTF_8));
        return content.matches() ? Long.parseLong(content.group(1)) : 0;
    }

    /** What installs it, for a superuser, or the role that a cloud service has in its place. Can be run again. */
    public static String install() {
        return """
                -- Optional, PostgreSQL 14 and later, once in the database: tells the gateways of DDL in the stream itself, in
                -- order with the rows. Needs a superuser, or the role that the service has in its place (rds_superuser,
                -- cloudsqlsuperuser, azure_pg_admin). It never makes a command fail. Schema, function and trigger are
                -- the database's; every source on it uses them.
                CREATE SCHEMA IF NOT EXISTS headgate;

                CREATE OR REPLACE FUNCTION headgate.tell_ddl() RETURNS event_trigger
                    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $headgate$
                DECLARE
                    altered record;
                BEGIN
                    -- The table itself, its partitions, and the tables that it is a partition of.
                    FOR altered IN
                        SELECT DISTINCT c.oid, command.command_tag AS tag
                          FROM pg_event_trigger_ddl_commands() AS command
                         CROSS JOIN LATERAL (SELECT command.objid
                                             UNION
                                             SELECT a.relid::oid FROM pg_partition_ancestors(command.objid) AS a(relid)
                                             UNION
                                             SELECT p.relid::oid FROM pg_partition_tree(command.objid) AS p)
                                            AS told(oid)
                          JOIN pg_class c ON c.oid = told.oid
                         WHERE command.classid = 'pg_class'::regclass
                           AND c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
                    LOOP
                        PERFORM pg_logical_emit_message(true, '%1$s', altered.oid || ' ' || altered.tag);
                    END LOOP;
                EXCEPTION WHEN OTHERS THEN
                    RAISE WARNING 'headgate is not told of this command: %%', SQLERRM;
                END
                $headgate$;

                DROP EVENT TRIGGER IF EXISTS %2$s;
                CREATE EVENT TRIGGER %2$s ON ddl_command_end EXECUTE FUNCTION headgate.tell_ddl();
                """.formatted(PREFIX, EVENT_TRIGGER);
    }

    /** What takes it away. */
    public static List<String> remove() {
        return List.of(
                "DROP EVENT TRIGGER IF EXISTS " + EVENT_TRIGGER,
                "DROP FUNCTION IF EXISTS headgate.tell_ddl()",
                "DROP SCHEMA IF EXISTS headgate");
    }
}
