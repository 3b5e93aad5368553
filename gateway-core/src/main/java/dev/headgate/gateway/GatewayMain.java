package dev.headgate.gateway;

import dev.headgate.gateway.cli.HeadgateCommand;
import dev.headgate.gateway.daemon.GatewayDaemon;
import dev.headgate.gateway.status.GatewayVersion;

/** Entry point of the {@code headgate} command. */
public final class GatewayMain {
    private GatewayMain() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(HeadgateCommand.execute(new GatewayDaemon(GatewayVersion.current()), arguments));
    }
}
