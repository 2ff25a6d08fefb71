package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Tier;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerLanesTest {
    private static final Lane WEB = new Lane(Tier.STANDARD, "shop", "web");
    private static final Lane PAID = new Lane(Tier.PAID, "shop", "web");
    private static final Lane OTHER = new Lane(Tier.STANDARD, "shop", "other");

    private final AtomicLong nanos = new AtomicLong();
    private final Prefetch pace = new Prefetch(128, nanos::get);

    private ServerLanes lanes(int room, int mostInHand) {
        return new ServerLanes(
                new InHand(), pace, mostInHand, function -> function.name().equals("web") ? room : 0);
    }

    private static int sum(List<LaneQuota> quotas) {
        return quotas.stream().mapToInt(LaneQuota::most).sum();
    }

    @Test
    void whatAFunctionIsShowsWithItsFirstTask() {
        ServerLanes lanes = lanes(0, 100);
        assertThat(lanes.isUnknown(WEB)).isTrue();
        assertThat(lanes.isServer(WEB)).isFalse();
        lanes.learn(new FunctionName("shop", "web"), true);
        lanes.learn(new FunctionName("shop", "other"), false);
        assertThat(lanes.isServer(PAID)).isTrue();
        assertThat(lanes.isServer(OTHER)).isFalse();
        assertThat(lanes.isUnknown(OTHER)).isFalse();
    }

    @Test
    void tasksOfImagesAreOfPrograms() {
        Lane images = new Lane(Tier.STANDARD, "shop", "");
        assertThat(lanes(0, 100).isUnknown(images)).isFalse();
        assertThat(lanes(0, 100).isServer(images)).isFalse();
    }

    @Test
    void asManyAsThereIsRoomForAndAFewAheadAreClaimedFromAllLanesOfAFunctionTogether() {
        assertThat(sum(lanes(10, 100).plan(List.of(WEB, PAID)))).isEqualTo(14);
        assertThat(sum(lanes(0, 100).plan(List.of(WEB)))).isEqualTo(4);
        assertThat(lanes(10, 100).plan(List.of())).isEmpty();
    }

    @Test
    void aFastFunctionHasMoreAhead() {
        for (int i = 0; i < 1000; i++) {
            pace.begun();
        }
        assertThat(sum(lanes(10, 1000).plan(List.of(WEB)))).isEqualTo(42);
    }

    @Test
    void attemptsInHandAreBounded() {
        assertThat(sum(lanes(50, 7).plan(List.of(WEB, OTHER)))).isEqualTo(7);
    }
}
