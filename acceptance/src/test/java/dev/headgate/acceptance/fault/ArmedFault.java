package dev.headgate.acceptance.fault;

import dev.headgate.acceptance.fault.TcpProxy.Action;
import dev.headgate.acceptance.fault.TcpProxy.Direction;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A fault of the network that happens when its count is down; safe for use by several threads. */
public final class ArmedFault {

    private final Direction direction;
    private final char tag;
    private final Action action;
    private final CountDownLatch fired = new CountDownLatch(1);
    private long remaining;

    ArmedFault(Direction direction, char tag, long remaining, Action action) {
        this.direction = direction;
        this.tag = tag;
        this.remaining = remaining;
        this.action = action;
    }

    Action action() {
        return action;
    }

    /** Whether it has happened, or happens within that many seconds. */
    public boolean happensWithin(long seconds) {
        try {
            return fired.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many of these bytes still pass before the fault, or -1 if all do. */
    synchronized int countBytes(Direction flow, int size) {
        if (tag != 0 || flow != direction || fired.getCount() == 0) {
            return -1;
        }
        if (remaining > size) {
            remaining -= size;
            return -1;
        }
        fired.countDown();
        return (int) remaining;
    }

    /** Whether the fault is in the middle of this message of the server. */
    synchronized boolean countMessage(char seen) {
        if (tag != seen || fired.getCount() == 0 || --remaining > 0) {
            return false;
        }
        fired.countDown();
        return true;
    }
}
