package dev.headgate.gateway.source;

import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Asks a program for the password at each login whose server wants one. The driver creates it by class name, with the
 * connection's properties.
 */
public final class CommandLogin implements AuthenticationPlugin {
    private static final String COMMAND = "headgate.password.command";
    /** Stands in no argument of any program. */
    private static final String SEPARATOR = "\0";

    private final Properties connection;

    /** Called by the driver. */
    public CommandLogin(Properties connection) {
        this.connection = connection;
    }

    /** Lets connections with these properties log in with what the program prints. */
    static void use(Properties properties, List<String> command) {
        PGProperty.AUTHENTICATION_PLUGIN_CLASS_NAME.set(properties, CommandLogin.class.getName());
        properties.setProperty(COMMAND, String.join(SEPARATOR, command));
    }

    /** @throws PSQLException whose cause is a {@link PasswordCommandException} */
    @Override
    public char[] getPassword(AuthenticationRequestType type) throws PSQLException {
        String command = Objects.requireNonNull(connection.getProperty(COMMAND), COMMAND);
        try {
            return new PasswordCommand(List.of(command.split(SEPARATOR, -1)), PasswordCommand.LIMIT)
                    .password()
                    .toCharArray();
        } catch (PasswordCommandException e) {
            // Not the state of a refused login: the driver would try again without TLS where tls is prefer.
            throw new PSQLException(String.valueOf(e.getMessage()), PSQLState.SYSTEM_ERROR, e);
        }
    }
}
