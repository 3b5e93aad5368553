package dev.headgate.gateway;

import dev.headgate.gateway.cli.HeadgateCommand;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.daemon.GatewayRunner;
import dev.headgate.gateway.daemon.RunOptions;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.util.List;
import java.util.Map;

/** Entry point of the {@code headgate} command. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] arguments) {
        System.exit(HeadgateCommand.execute(new AbsentDaemon(), arguments));
    }

    /** Stands in until the daemon is built. */
    private static final class AbsentDaemon implements GatewayRunner {
        @Override
        public int run(GatewayConfig config, RunOptions options) {
            throw absent();
        }

        @Override
        public List<String> acceptLineage(GatewayConfig config, SourceConfig source) {
            throw absent();
        }

        private static GatewayException absent() {
            return new GatewayException(ErrorCode.INTERNAL, "This build has no daemon", Map.of());
        }
    }
}
