package dev.headgate.gateway.preflight;

import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.Identifiers;
import java.util.List;
import java.util.Locale;

/**
 * Who runs the server, which decides how a parameter is set and what a role may be given. What the cloud services need
 * comes from their documentation.
 */
public enum Platform {
    /** A server whose administrator is a superuser. */
    PLAIN,
    /** Amazon RDS for PostgreSQL. */
    RDS,
    /** Amazon Aurora PostgreSQL. */
    AURORA,
    /** Google Cloud SQL for PostgreSQL. */
    CLOUD_SQL,
    /** Azure Database for PostgreSQL, flexible server. */
    AZURE;

    private static final String TRAITS = """
            SELECT EXISTS (SELECT FROM pg_proc WHERE proname = 'aurora_version'),
                   EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_superuser'),
                   EXISTS (SELECT FROM pg_roles WHERE rolname = 'cloudsqlsuperuser'),
                   EXISTS (SELECT FROM pg_roles WHERE rolname = 'azure_pg_admin')""";

    /** The platform of this server, told by the functions and roles that only it has. */
    static Platform detect(ControlSession control) {
        List<String> traits =
                control.rows(TRAITS).get(0).stream().map(String::valueOf).toList();
        if (traits.get(0).equals("t")) {
            return AURORA;
        }
        if (traits.get(1).equals("t")) {
            return RDS;
        }
        if (traits.get(2).equals("t")) {
            return CLOUD_SQL;
        }
        return traits.get(3).equals("t") ? AZURE : PLAIN;
    }

    /** As an operator writes it, for example {@code cloud-sql}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Steps that make the server write logical WAL. */
    List<Remedy> enableLogicalWal() {
        return switch (this) {
            case PLAIN, AZURE -> setAtRestart("wal_level", "logical");
            case RDS, AURORA -> setAtRestart("rds.logical_replication", "1");
            case CLOUD_SQL -> setAtRestart("cloudsql.logical_decoding", "on");
        };
    }

    /** Steps that set a server parameter which takes effect at a restart. */
    List<Remedy> setAtRestart(String name, String value) {
        return switch (this) {
            case PLAIN ->
                List.of(
                        Remedy.sql(alterSystem(name, value)),
                        Remedy.restart("Restart the server, for example: sudo systemctl restart postgresql"));
            case RDS ->
                List.of(
                        Remedy.shell(parameterGroup(name, value, "pending-reboot")),
                        Remedy.restart("aws rds reboot-db-instance --db-instance-identifier INSTANCE"));
            case AURORA ->
                List.of(
                        Remedy.shell(parameterGroup(name, value, "pending-reboot")),
                        Remedy.restart("aws rds reboot-db-instance --db-instance-identifier WRITER_INSTANCE"));
            case CLOUD_SQL -> List.of(Remedy.shell(databaseFlag(name, value)));
            case AZURE ->
                List.of(
                        Remedy.shell(serverParameter(name, value)),
                        Remedy.restart("az postgres flexible-server restart --resource-group GROUP --name SERVER"));
        };
    }

    /** Steps that set a server parameter which takes effect at a reload. */
    List<Remedy> setAtReload(String name, String value) {
        return switch (this) {
            case PLAIN -> List.of(Remedy.sql(alterSystem(name, value)), Remedy.sql("SELECT pg_reload_conf();"));
            case RDS, AURORA -> List.of(Remedy.shell(parameterGroup(name, value, "immediate")));
            case CLOUD_SQL -> List.of(Remedy.shell(databaseFlag(name, value)));
            case AZURE -> List.of(Remedy.shell(serverParameter(name, value)));
        };
    }

    /** The statement that lets a role replicate. */
    String grantReplication(String role) {
        String quoted = Identifiers.quote(role);
        return switch (this) {
            case RDS, AURORA -> "GRANT rds_replication TO " + quoted + ";";
            case PLAIN, CLOUD_SQL, AZURE -> "ALTER ROLE " + quoted + " REPLICATION;";
        };
    }

    private static String alterSystem(String name, String value) {
        return "ALTER SYSTEM SET " + name + " = " + Identifiers.literal(value) + ";";
    }

    private String parameterGroup(String name, String value, String when) {
        String kind = this == AURORA ? "cluster-parameter-group" : "parameter-group";
        return "aws rds modify-db-" + kind + " --db-" + kind + "-name GROUP --parameters \"ParameterName=" + name
                + ",ParameterValue=" + value + ",ApplyMethod=" + when + "\"";
    }

    private static String databaseFlag(String name, String value) {
        return "gcloud sql instances patch INSTANCE --database-flags=" + name + "=" + value
                + "   # restarts; name the flags that are set already too, it replaces them all";
    }

    private static String serverParameter(String name, String value) {
        return "az postgres flexible-server parameter set --resource-group GROUP --server-name SERVER --name " + name
                + " --value " + value;
    }
}
