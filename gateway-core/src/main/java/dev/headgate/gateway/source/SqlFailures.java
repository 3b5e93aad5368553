package dev.headgate.gateway.source;

import dev.headgate.gateway.aws.RdsLoginException;
import dev.headgate.gateway.config.ChannelBinding;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the driver's exceptions into the gateway's, by SQLSTATE and cause and not by text, with two exceptions where
 * PostgreSQL has one SQLSTATE for different things.
 */
public final class SqlFailures {
    /** The driver's own, when it cannot do what the server asks for. */
    private static final String NO_COMMON_LOGIN = "08004";

    private final SourceConfig source;

    SqlFailures(SourceConfig source) {
        this.source = source;
    }

    /** The facts that every failure of this source carries. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("source", source.name());
        facts.put("connection", source.connection().name());
        facts.put("host", source.connection().host());
        facts.put("port", String.valueOf(source.connection().port()));
        facts.put("database", source.database());
        facts.put("user", source.connection().user());
        facts.put("slot", source.slot());
        facts.put("publication", source.publication());
        return facts;
    }

    /** A failure with this source's facts. */
    public GatewayException failure(ErrorCode code, String what, @Nullable Throwable cause) {
        return new GatewayException(code, what, facts(), cause);
    }

    /** A failure while a connection was made. */
    GatewayException connecting(SQLException e) {
        String state = state(e);
        IOException noToken = cause(e, RdsLoginException.class);
        IOException noSecret = noToken == null ? cause(e, PasswordCommandException.class) : noToken;
        if (noSecret != null) {
            return failure(ErrorCode.AUTHENTICATION_FAILED, String.valueOf(noSecret.getMessage()), e);
        }
        if (hasCause(e, UnknownHostException.class)) {
            return failure(
                    ErrorCode.SERVER_UNAVAILABLE, "Host " + source.connection().host() + " cannot be resolved", e);
        }
        if (hasCause(e, ConnectException.class)) {
            return failure(ErrorCode.SERVER_UNAVAILABLE, "The server does not accept connections", e);
        }
        // First: the server says this over a connection that it has taken, also where its text speaks of certificates.
        if (state.startsWith("28")) {
            return failure(
                    ErrorCode.AUTHENTICATION_FAILED,
                    "The server refused role " + source.connection().user(),
                    e);
        }
        if (isTlsRefusal(e)) {
            return failure(ErrorCode.TLS_REFUSED, "The connection cannot be protected with TLS as configured", e);
        }
        if (state.equals(NO_COMMON_LOGIN) && source.connection().channelBinding() == ChannelBinding.REQUIRE) {
            return failure(
                    ErrorCode.AUTHENTICATION_FAILED,
                    "The server does not log the role in by SCRAM with channel binding, as channel_binding requires",
                    e);
        }
        if (state.equals(NO_COMMON_LOGIN)) {
            return failure(
                    ErrorCode.AUTHENTICATION_FAILED,
                    "The server wants a password that is not configured, or a way of logging in that the gateway lacks",
                    e);
        }
        if (state.equals("3D000")) {
            return failure(ErrorCode.CONFIG_INVALID, "Database " + source.database() + " does not exist", e);
        }
        return query(e, "connecting");
    }

    /** A failure of a statement or of the stream. {@code doing} completes "while …". */
    public GatewayException query(SQLException e, String doing) {
        String state = state(e);
        ErrorCode code = switch (state) {
            // The last two: the server ended an idle session, or cancelled the statement.
            case "57P01", "57P02", "57P05", "57014" -> ErrorCode.CONNECTION_LOST;
            case "57P03" -> ErrorCode.SERVER_STARTING;
            case "53300" -> ErrorCode.TOO_MANY_CONNECTIONS;
            case "42501" -> ErrorCode.PRIVILEGE_MISSING;
            case "55006" -> ErrorCode.SLOT_ACTIVE;
            default -> byClass(state, e);
        };
        LinkageError broken = cause(e, LinkageError.class);
        String what = broken == null ? sentence(code, state, doing) : brokenProgram(broken, doing);
        GatewayException failure = failure(code, what, e);
        return code == ErrorCode.PRIVILEGE_MISSING ? failure.with("sql", grants()) : failure;
    }

    /** A failure while a slot was created. */
    GatewayException creatingSlot(SQLException e, String slot) {
        return state(e).equals("55000")
                ? failure(ErrorCode.WAL_LEVEL, "The server's wal_level is not logical", e)
                : query(e, "creating slot " + slot);
    }

    private static ErrorCode byClass(String state, SQLException e) {
        if (state.startsWith("08") || hasCause(e, EOFException.class) || hasCause(e, IOException.class)) {
            return ErrorCode.CONNECTION_LOST;
        }
        if (state.equals("53400")) {
            return ErrorCode.TOO_MANY_CONNECTIONS;
        }
        return ErrorCode.INTERNAL;
    }

    private static String sentence(ErrorCode code, String state, String doing) {
        return switch (code) {
            case CONNECTION_LOST -> "The connection was lost while " + doing;
            case SERVER_STARTING -> "The server is starting up or shutting down";
            case TOO_MANY_CONNECTIONS -> "The server has no free connection or WAL sender";
            case PRIVILEGE_MISSING -> "The role lacks a privilege, seen while " + doing;
            case SLOT_ACTIVE -> "The slot is in use by another connection";
            default -> "The server answered with SQLSTATE " + state + " while " + doing;
        };
    }

    /** What is wrong with this installation of Java or of the gateway, such as a class that is not there. */
    private static String brokenProgram(LinkageError broken, String doing) {
        return broken.getClass().getSimpleName() + " " + broken.getMessage() + " while " + doing;
    }

    private String grants() {
        String user = Identifiers.quote(source.connection().user());
        return "ALTER ROLE " + user + " REPLICATION; (Amazon RDS: GRANT rds_replication TO " + user
                + ";) and GRANT CREATE ON DATABASE " + Identifiers.quote(source.database()) + " TO " + user
                + "; the publication's tables must be owned by the role, or an owner creates the publication.";
    }

    private static boolean isTlsRefusal(SQLException e) {
        if (hasCause(e, EOFException.class) || hasCause(e, SocketException.class)) {
            // The link broke during the handshake.
            return false;
        }
        // "The server does not support SSL." and the check of the host name have no SQLSTATE of their own.
        String message = String.valueOf(e.getMessage());
        return hasCause(e, SSLException.class)
                || message.contains("SSL")
                || message.contains("certificate")
                || message.contains("could not be verified");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
        return cause(e, type) != null;
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
