package dev.headgate.gateway.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one hand-over between the reader and the staging thread, bounded in bytes. A task larger than the bound is taken
 * when the queue is empty, so that a huge row cannot block for ever.
 */
final class StagingQueue {
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<StagingTask> tasks = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    StagingQueue(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * Hands a task over.
     *
     * @return false when there was no room within the time: the caller keeps the task
     */
    boolean offer(StagingTask task, long timeoutMillis) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lockInterruptibly();
        try {
            while (!closed && bytes > 0 && task.bytes() > 0 && bytes + task.bytes() > bytesMax) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            if (closed) {
                return false;
            }
            tasks.add(task);
            bytes += task.bytes();
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next task, or null once the queue is closed and empty. */
    @Nullable
    StagingTask take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (tasks.isEmpty() && !closed) {
                changed.await();
            }
            return tasks.poll();
        } finally {
            lock.unlock();
        }
    }

    /** A taken task of that size is done: its memory is free. */
    void done(long taskBytes) {
        lock.lock();
        try {
            bytes -= taskBytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes handed over and not done. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further tasks; what is queued is still taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
