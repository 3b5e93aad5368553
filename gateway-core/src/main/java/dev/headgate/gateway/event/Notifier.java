package dev.headgate.gateway.event;

import dev.headgate.gateway.config.NotificationChannel.Mail;
import dev.headgate.gateway.config.NotificationChannel.Webhook;
import dev.headgate.gateway.config.NotificationConfig;
import dev.headgate.gateway.status.GatewayEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of events by webhook and mail, from a thread of its own: a receiver that is slow or down holds nothing up. An event
 * that cannot be told is tried three times, then logged; it is not kept.
 */
public final class Notifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final int QUEUED = 100;
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private volatile List<Receiver> receivers;
    private final Clock clock;
    private final BiConsumer<String, Boolean> counter;
    private final ThreadPoolExecutor executor;

    /**
     * A notifier that has told nothing yet.
     *
     * @param counter called for every message with the name of the notification, and whether it was told
     */
    public Notifier(Collection<NotificationConfig> notifications, Clock clock, BiConsumer<String, Boolean> counter) {
        this.clock = clock;
        this.counter = counter;
        this.receivers = notifications.stream().map(Notifier::receiver).toList();
        this.executor = new ThreadPoolExecutor(
                0,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED),
                Notifier::thread,
                (task, pool) -> LOG.warn("a notification is dropped: too many wait, or the process ends"));
    }

    /**
     * Tells these from now on. One that is configured as before goes on as before, and is not told again what it was told;
     * what is being told to one that is gone is told yet.
     */
    public void replace(Collection<NotificationConfig> notifications) {
        List<Receiver> present = receivers;
        receivers = notifications.stream()
                .map(config -> present.stream()
                        .filter(receiver -> receiver.config().equals(config))
                        .findFirst()
                        .orElseGet(() -> receiver(config)))
                .toList();
    }

    private static Receiver receiver(NotificationConfig config) {
        return new Receiver(config, new RepeatLimit(config.minInterval()), sender(config));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "notifier");
        thread.setDaemon(true);
        return thread;
    }

    private record Receiver(NotificationConfig config, RepeatLimit limit, MessageSender sender) {}

    /**
     * What became of a test message.
     *
     * @param name of the notification
     * @param delivered whether the receiver took it
     * @param what what happened, without the receiver's secrets
     */
    public record TestResult(String name, boolean delivered, String what) {}

    private static MessageSender sender(NotificationConfig config) {
        if (config.channel() instanceof Mail mail) {
            return new MailSender(mail);
        }
        return new WebhookSender((Webhook) config.channel());
    }

    /** Tells of an event whoever wants to know; returns at once. Called by one thread. */
    public void offer(GatewayEvent event) {
        for (Receiver receiver : receivers) {
            if (receiver.config().events().contains(event.kind())
                    && receiver.limit().allows(event, clock.instant())) {
                executor.execute(() -> tell(receiver, event));
            }
        }
    }

    /** Sends a test message to every receiver, one after another, once each. Takes as long as they take. */
    public List<TestResult> test() {
        List<TestResult> results = new ArrayList<>();
        for (Receiver receiver : receivers) {
            String name = receiver.config().name();
            try {
                receiver.sender().send(Message.of(receiver.config(), EventWatch.test(clock.instant())));
                results.add(new TestResult(name, true, "delivered"));
            } catch (IOException e) {
                results.add(new TestResult(name, false, String.valueOf(e.getMessage())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                results.add(new TestResult(name, false, "interrupted"));
            }
        }
        return results;
    }

    private void tell(Receiver receiver, GatewayEvent event) {
        String name = receiver.config().name();
        Message message = Message.of(receiver.config(), event);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                receiver.sender().send(message);
                counter.accept(name, true);
                return;
            } catch (IOException e) {
                LOG.warn("notification {} failed in attempt {}: {}", name, attempt, e.getMessage());
                LOG.debug("notification failed", e);
                pause(attempt);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        counter.accept(name, false);
    }

    private static void pause(int attempt) {
        if (attempt < ATTEMPTS) {
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets what is being told be told, for five seconds at most. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
