package dev.headgate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The measurements of one benchmark. Not safe for use by several threads. */
final class Results {

    static final String COMPETITOR = "debezium";

    private final List<Measurement> measurements = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(Measurement measurement) {
        measurements.add(measurement);
    }

    /** @param failure one line that names workload, contender and round */
    void addFailure(String failure) {
        failures.add(failure);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    List<Measurement> of(Workload workload) {
        return measurements.stream().filter(m -> m.workload() == workload).toList();
    }

    List<Measurement> of(Workload workload, String contender) {
        return of(workload).stream()
                .filter(m -> m.contender().equals(contender))
                .toList();
    }

    /** In the order in which they first ran in the first round. */
    Set<String> contenders(Workload workload) {
        Set<String> names = new LinkedHashSet<>();
        of(workload).forEach(m -> names.add(m.contender()));
        return names;
    }

    Spread spread(Workload workload, String contender, ToDoubleFunction<Measurement> number) {
        return Spread.of(of(workload, contender).stream().mapToDouble(number));
    }

    /**
     * How many times as fast as another contender: each run against the other's run of the same round, which had about
     * the same neighbours on the machine.
     *
     * @return null if no round has both
     */
    @Nullable
    Spread speedRatio(Workload workload, String contender, String other) {
        double[] ratios = of(workload, contender).stream()
                .flatMapToDouble(mine -> of(workload, other).stream()
                        .filter(theirs -> theirs.round() == mine.round())
                        .mapToDouble(theirs -> mine.changesPerSecond() / theirs.changesPerSecond()))
                .toArray();
        return ratios.length == 0 ? null : Spread.of(Arrays.stream(ratios));
    }
}
