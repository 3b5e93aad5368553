package dev.headgate.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StagingQueueTest {
    private static final StagingTask CUT = new StagingTask.Cut(new EntryCut(1, 0, 0, 0, 0, List.of(), List.of()));

    private final StagingQueue queue = new StagingQueue(1_000);

    @Test
    void tasks_come_out_in_the_order_in_which_they_went_in() throws Exception {
        StagingTask first = new Sized(10);
        StagingTask second = new Sized(10);
        queue.offer(first, 0);
        queue.offer(CUT, 0);
        queue.offer(second, 0);

        assertThat(queue.take()).isSameAs(first);
        assertThat(queue.take()).isSameAs(CUT);
        assertThat(queue.take()).isSameAs(second);
    }

    @Test
    void a_task_that_would_exceed_the_bound_is_refused_until_a_taken_one_is_done() throws Exception {
        assertThat(queue.offer(new Sized(600), 0)).isTrue();
        assertThat(queue.offer(new Sized(401), 1)).isFalse();
        queue.take();
        assertThat(queue.offer(new Sized(401), 1)).as("taken, not done").isFalse();
        queue.done(600);
        assertThat(queue.offer(new Sized(401), 1)).isTrue();
        assertThat(queue.bytes()).isEqualTo(401);
    }

    @Test
    void a_task_larger_than_the_bound_passes_when_nothing_else_is_held() throws Exception {
        assertThat(queue.offer(new Sized(5_000), 0)).isTrue();
        assertThat(queue.offer(new Sized(1), 1)).isFalse();
        assertThat(queue.offer(CUT, 0)).as("the end of an entry needs no room").isTrue();
    }

    @Test
    void room_wakes_a_waiting_reader() throws Exception {
        queue.offer(new Sized(1_000), 0);
        CompletableFuture<Boolean> offered = CompletableFuture.supplyAsync(() -> offer(new Sized(1_000)));
        queue.take();
        queue.done(1_000);

        assertThat(offered.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_closed_queue_refuses_tasks_and_still_gives_what_it_holds() throws Exception {
        queue.offer(CUT, 0);
        queue.close();

        assertThat(queue.offer(CUT, 0)).isFalse();
        assertThat(queue.take()).isSameAs(CUT);
        assertThat(queue.take()).isNull();
    }

    @Test
    void closing_wakes_both_sides() throws Exception {
        StagingQueue empty = new StagingQueue(1);
        CompletableFuture<@Nullable StagingTask> taken = CompletableFuture.supplyAsync(() -> take(empty));
        queue.offer(new Sized(1_000), 0);
        CompletableFuture<Boolean> offered = CompletableFuture.supplyAsync(() -> offer(new Sized(1_000)));
        empty.close();
        queue.close();

        assertThat(taken.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(offered.get(10, TimeUnit.SECONDS)).isFalse();
    }

    private boolean offer(StagingTask task) {
        try {
            return queue.offer(task, 60_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable StagingTask take(StagingQueue queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
