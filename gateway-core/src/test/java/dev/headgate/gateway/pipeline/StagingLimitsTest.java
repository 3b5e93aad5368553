package dev.headgate.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.FlushConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingLimitsTest {
    private static final long HEAP = 512L << 20;
    private static final long BUDGET = HEAP * 2 / 5;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50, 200})
    void the_shares_of_all_sources_are_together_no_more_than_the_budget(int sources) {
        StagingLimits share = StagingLimits.of(BUDGET, sources, HEAP, FlushConfig.DEFAULT);

        assertThat(share.activeBytes() + share.queueBytes() + share.encoderBytes() + share.loadBytes())
                .isPositive()
                .isLessThanOrEqualTo(BUDGET / sources);
        assertThat(share.batchBytes()).isLessThanOrEqualTo(share.queueBytes());
    }
}
