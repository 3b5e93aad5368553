package dev.headgate.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** All metrics of the process. Created once, by the daemon; safe for use by several threads. */
public final class GatewayMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, SourceMetrics> sources = new ConcurrentHashMap<>();
    private final Clock clock;
    private final LongSupplier nanoTime;

    public GatewayMetrics(String version) {
        this(version, Clock.systemUTC(), System::nanoTime);
    }

    GatewayMetrics(String version, Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        registry.config().meterFilter(new MetricHelp());
        Gauge.builder(MetricName.VERSION, () -> 1)
                .tags("version", version, "java", Runtime.version().toString())
                .register(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** The metrics of a source; the same object for the same name. */
    public SourceMetrics source(String name) {
        return sources.computeIfAbsent(name, absent -> new SourceMetrics(registry, absent, clock, nanoTime));
    }

    /** Shows memory that the sources share; called once. */
    public void bindBuffers(LongSupplier usedBytes, long limitBytes) {
        Gauge.builder(MetricName.BUFFER_BYTES, usedBytes::getAsLong).register(registry);
        Gauge.builder(MetricName.BUFFER_LIMIT_BYTES, () -> limitBytes).register(registry);
    }

    /** Shows free space of the staging store, and how much of it must stay; called once. The supplier must not block. */
    public void bindStagingSpace(LongSupplier freeBytes, long minFreeBytes) {
        Gauge.builder(MetricName.STAGING_FREE_BYTES, freeBytes::getAsLong).register(registry);
        Gauge.builder(MetricName.STAGING_MIN_FREE_BYTES, () -> minFreeBytes).register(registry);
    }

    /** Shows notifications before the first is sent: an increase from nothing to one is none to Prometheus. */
    public void bindNotifications(Iterable<String> names) {
        for (String name : names) {
            notifications(name, true);
            notifications(name, false);
        }
    }

    /**
     * A notification was sent.
     *
     * @param name its key in the configuration
     */
    public void notification(String name, boolean delivered) {
        notifications(name, delivered).increment();
    }

    private Counter notifications(String name, boolean delivered) {
        return registry.counter(
                MetricName.NOTIFICATIONS_TOTAL, "name", name, "result", delivered ? "delivered" : "failed");
    }

    /** Everything in Prometheus' text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }
}
