package dev.headgate.gateway.source;

import dev.headgate.gateway.aws.RdsLoginException;
import dev.headgate.gateway.aws.RdsToken;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** Gives the driver a fresh token at each login. The driver creates it by class name, with the connection's properties. */
public final class RdsLogin implements AuthenticationPlugin {
    private static final String HOST = "headgate.rds.host";
    private static final String PORT = "headgate.rds.port";
    private static final String REGION = "headgate.rds.region";

    private final Properties connection;

    /** Called by the driver. */
    public RdsLogin(Properties connection) {
        this.connection = connection;
    }

    /** Lets connections with these properties log in with tokens. */
    static void use(Properties properties, String host, int port, String region) {
        PGProperty.AUTHENTICATION_PLUGIN_CLASS_NAME.set(properties, RdsLogin.class.getName());
        properties.setProperty(HOST, host);
        properties.setProperty(PORT, String.valueOf(port));
        properties.setProperty(REGION, region);
    }

    /** @throws PSQLException whose cause is an {@link RdsLoginException} */
    @Override
    public char[] getPassword(AuthenticationRequestType type) throws PSQLException {
        try {
            if (type != AuthenticationRequestType.CLEARTEXT_PASSWORD) {
                throw new RdsLoginException(
                        "The server asks for a password and not for an IAM token: the role is no member of rds_iam",
                        null);
            }
            return RdsToken.make(
                            property(HOST),
                            Integer.parseInt(property(PORT)),
                            String.valueOf(PGProperty.USER.getOrDefault(connection)),
                            property(REGION))
                    .toCharArray();
        } catch (RdsLoginException e) {
            throw new PSQLException(e.getMessage(), PSQLState.INVALID_AUTHORIZATION_SPECIFICATION, e);
        }
    }

    private String property(String name) {
        return Objects.requireNonNull(connection.getProperty(name), name);
    }
}
