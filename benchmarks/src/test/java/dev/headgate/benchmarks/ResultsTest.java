package dev.headgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private static final Machine MACHINE = new Machine(Instant.EPOCH, "Z80", 2, 24L << 30, "6.1", "17.0.15", "15.18");

    @Test
    void spread_of_an_even_number_of_values_has_the_mean_of_the_middle_two_as_median() {
        assertThat(Spread.of(DoubleStream.of(4, 1, 3, 2))).isEqualTo(new Spread(2.5, 1, 4));
        assertThat(Spread.of(DoubleStream.of(9, 1, 3))).isEqualTo(new Spread(3, 1, 9));
    }

    @Test
    void speed_ratio_pairs_the_runs_of_the_same_round() {
        Results results = new Results();
        // A slow round and a fast one: within each the gateway has half the speed of the limit.
        results.add(run("recv-unix-binary", 1, 1));
        results.add(run("headgate-tcp", 1, 2));
        results.add(run("recv-unix-binary", 2, 10));
        results.add(run("headgate-tcp", 2, 20));

        assertThat(results.speedRatio(Workload.BULK, "headgate-tcp", Workload.BULK.limit()))
                .isEqualTo(new Spread(0.5, 0.5, 0.5));
    }

    @Test
    void speed_ratio_to_a_contender_that_did_not_run_is_absent() {
        Results results = new Results();
        results.add(run("headgate-tcp", 1, 2));

        assertThat(results.speedRatio(Workload.BULK, "headgate-tcp", Results.COMPETITOR))
                .isNull();
    }

    @Test
    void report_gives_median_and_spread_in_a_table_for_each_workload_that_ran() {
        Results results = new Results();
        results.add(run("recv-unix-binary", 1, 1));
        results.add(run("headgate-tcp", 1, 2));
        results.addFailure("bulk round 1 debezium: did not end");

        assertThat(new Report(results, MACHINE).markdown())
                .contains("2 cores (Z80), 24 GiB")
                .contains("### bulk: 12 columns, 1,000 rows per transaction, 1,000,000 changes")
                .contains("| headgate-tcp     |    500.0k (500.0k–500.0k) ")
                .contains("0.50 (0.50–0.50)")
                .contains("other processes used 12.5 % of all cores (median of the runs; 10.0–15.0 %)")
                .contains("FAILED: bulk round 1 debezium: did not end")
                .doesNotContain("### pgbench");
    }

    /** A million changes in that many seconds, with 0.3 s of foreign CPU time on two cores in the shorter one. */
    private static Measurement run(String contender, int round, double seconds) {
        double foreignSeconds = 0.3 * Runtime.getRuntime().availableProcessors() / 2 * (seconds == 1 ? 1 : 4 / 3.0);
        return new Measurement(
                Workload.BULK, contender, round, 1_000_000, seconds, 2, 100 << 20, 3, 7, foreignSeconds, null, null);
    }
}
