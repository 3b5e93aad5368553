package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.ConfigFile;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.status.ConfigReload;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon as a process: a {@link Gateway} that ends in order on SIGTERM and SIGINT, and reads its file again on SIGHUP. */
public final class GatewayDaemon implements GatewayRunner {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayDaemon.class);
    private static final long END_SECONDS = 28;

    private final String version;

    /** A daemon of this version. */
    public GatewayDaemon(String version) {
        this.version = version;
    }

    @Override
    public int run(ConfigFile file, RunOptions options, boolean reloadsOnHangUp) {
        Thread.setDefaultUncaughtExceptionHandler(GatewayDaemon::endOnDeadThread);
        Gateway gateway = new Gateway(file.config(), options, version);
        ConfigReload reload = gateway.reloadFrom(file);
        if (reloadsOnHangUp) {
            HangUp.run(reload::reload);
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endOnSignal(gateway, ended), "signal"));
        try {
            return gateway.run();
        } finally {
            ended.countDown();
        }
    }

    /** Runs at every exit of the process; after {@link #run} has returned there is nothing to do. */
    private static void endOnSignal(Gateway gateway, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        LOG.info("stopping: what was received is made durable and acknowledged");
        gateway.requestStop();
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("stopped without an orderly end; what is not durable is sent again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A stop on request is no failure, whatever status the signal would give.
        Runtime.getRuntime().halt(0);
    }

    /** A thread that dies would leave a gateway that looks alive; what is not acknowledged is sent again. */
    private static void endOnDeadThread(Thread thread, Throwable failure) {
        LOG.error("thread {} died; the process ends", thread.getName(), failure);
        Runtime.getRuntime().halt(ErrorCode.INTERNAL.exitCode());
    }

    @Override
    public List<String> acceptLineage(GatewayConfig config, SourceConfig source) {
        return new LineageAcceptance(config, source).run();
    }

    @Override
    public List<String> describeRemoval(GatewayConfig config, SourceConfig source, boolean keepStaging) {
        return new SourceRemoval(config, source, keepStaging).describe();
    }

    @Override
    public List<String> remove(GatewayConfig config, SourceConfig source, boolean keepStaging) {
        return new SourceRemoval(config, source, keepStaging).run();
    }
}
