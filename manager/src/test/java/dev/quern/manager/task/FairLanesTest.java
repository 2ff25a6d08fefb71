package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.Tier;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairLanesTest {
    private static final Lane PAID = new Lane(Tier.PAID, "p", "f");
    private static final Lane STANDARD = new Lane(Tier.STANDARD, "s", "f");
    private static final Lane FREE = new Lane(Tier.FREE, "f", "f");

    private final FairLanes fair = new FairLanes();

    @Test
    void tiersShareByTheirWeight() {
        assertThat(fair.plan(List.of(FREE, STANDARD, PAID), 100))
                .containsExactlyInAnyOrder(
                        new LaneQuota(PAID, 60), new LaneQuota(STANDARD, 30), new LaneQuota(FREE, 10));
    }

    @Test
    void plansOfOneAreAsFairAsPlansOfMany() {
        Map<Lane, Integer> given = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            LaneQuota only = fair.plan(List.of(FREE, STANDARD, PAID), 1).getFirst();
            assertThat(only.most()).isEqualTo(1);
            given.merge(only.lane(), 1, Integer::sum);
        }
        assertThat(given).containsEntry(PAID, 600).containsEntry(STANDARD, 300).containsEntry(FREE, 100);
    }

    @Test
    void namespacesOfATierAreAlikeHoweverManyThereAre() {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            lanes.add(new Lane(Tier.STANDARD, "n" + i, "f"));
        }
        Map<Lane, Integer> given = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            fair.plan(lanes, 7).forEach(quota -> given.merge(quota.lane(), quota.most(), Integer::sum));
        }
        assertThat(given).hasSize(50);
        assertThat(given.values()).containsOnly(7);
    }

    @Test
    void manyNamespacesOfATierTakeNothingFromAnother() {
        List<Lane> lanes = new ArrayList<>(List.of(PAID));
        for (int i = 0; i < 500; i++) {
            lanes.add(new Lane(Tier.FREE, "n" + i, "f"));
        }
        assertThat(fair.plan(lanes, 70)).contains(new LaneQuota(PAID, 60));
    }

    @Test
    void functionsShareWhatIsTheirNamespaces() {
        Lane alone = new Lane(Tier.STANDARD, "alone", "f");
        List<Lane> lanes = new ArrayList<>(List.of(alone));
        for (int i = 0; i < 10; i++) {
            lanes.add(new Lane(Tier.STANDARD, "many", "f" + i));
        }
        Map<Lane, Integer> given = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            fair.plan(lanes, 7).forEach(quota -> given.merge(quota.lane(), quota.most(), Integer::sum));
        }
        assertThat(given.remove(alone)).isEqualTo(70);
        assertThat(given).hasSize(10);
        assertThat(given.values()).containsOnly(7);
    }

    @Test
    void whoComesIsServedAtItsNextTurnAndNobodySavesUp() {
        fair.plan(List.of(FREE), 10_000);
        assertThat(fair.plan(List.of(FREE, PAID), 7)).contains(new LaneQuota(PAID, 6));
        fair.plan(List.of(PAID), 10_000);
        assertThat(fair.plan(List.of(FREE, PAID), 70)).contains(new LaneQuota(FREE, 10));
    }

    @Test
    void nothingIsSharedAmongNobody() {
        assertThat(fair.plan(List.of(), 10)).isEmpty();
        assertThat(fair.plan(List.of(FREE), 0)).isEmpty();
    }
}
