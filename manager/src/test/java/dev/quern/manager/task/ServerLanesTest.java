package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Tier;
import dev.quern.node.TaskRoom;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerLanesTest {
    private static final Lane WEB = new Lane(Tier.STANDARD, "shop", "web");
    private static final Lane PAID = new Lane(Tier.PAID, "shop", "web");
    private static final Lane FAR = new Lane(Tier.STANDARD, "far", "away");
    private static final Lane OTHER = new Lane(Tier.STANDARD, "shop", "other");

    private final AtomicLong nanos = new AtomicLong();
    private final Prefetch pace = new Prefetch(128, nanos::get);
    private final List<FunctionName> running = new ArrayList<>();
    private final List<FunctionName> waiting = new ArrayList<>();
    private TaskRoom.Ahead ahead = TaskRoom.Ahead.SOME;

    /** @param room of "web" */
    private ServerLanes lanes(int room, int mostInHand) {
        return new ServerLanes(
                pace,
                () -> {
                    AtServers all = new AtServers(mostInHand);
                    running.forEach(function -> all.hold(function, false));
                    waiting.forEach(function -> all.hold(function, true));
                    return all;
                },
                function -> new TaskRoom(function.name().equals("web") ? room : 0, ahead),
                nanos::get);
    }

    private static FunctionName function(Lane lane) {
        return new FunctionName(lane.namespace(), lane.function());
    }

    private static Lane lane(FunctionName function) {
        return new Lane(Tier.STANDARD, function.namespace(), function.name());
    }

    private static int sum(List<LaneQuota> quotas) {
        return quotas.stream().mapToInt(LaneQuota::most).sum();
    }

    @Test
    void whatAFunctionIsShowsWithItsFirstTask() {
        ServerLanes lanes = lanes(0, 100);
        assertThat(lanes.isUnknown(WEB)).isTrue();
        assertThat(lanes.isServer(WEB)).isFalse();
        lanes.learn(function(WEB), Optional.of(true));
        lanes.learn(function(OTHER), Optional.of(false));
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
        assertThat(sum(lanes(1000, 100).plan(List.of(WEB)))).isEqualTo(50);
        running.addAll(Collections.nCopies(100, function(FAR)));
        assertThat(lanes(1000, 100).plan(List.of(WEB, OTHER))).isEmpty();
    }

    @Test
    void oneFunctionLeavesRoomForOthers() {
        running.addAll(Collections.nCopies(50, function(WEB)));
        assertThat(lanes(1000, 100).plan(List.of(WEB, PAID, OTHER))).containsExactly(new LaneQuota(OTHER, 4));
    }

    @Test
    void oneNamespaceLeavesRoomForOthers() {
        for (int i = 0; i < 100; i++) {
            FunctionName function = new FunctionName("shop", "f" + i);
            running.addAll(Collections.nCopies(sum(lanes(0, 100).plan(List.of(lane(function)))), function));
        }
        assertThat(running).hasSize(75);
        assertThat(lanes(0, 100).plan(List.of(FAR))).containsExactly(new LaneQuota(FAR, 4));
    }

    @Test
    void whatOneLaneHasNoUseForIsTheOthers() {
        waiting.addAll(Collections.nCopies(4, function(OTHER)));
        assertThat(lanes(1000, 1000).plan(List.of(OTHER, FAR, WEB)))
                .containsExactlyInAnyOrder(new LaneQuota(FAR, 4), new LaneQuota(WEB, 124));
    }

    @Test
    void nothingIsClaimedAheadOfAServerThatIsOffAndOneOfThatFailsToStart() {
        ahead = TaskRoom.Ahead.NONE;
        assertThat(lanes(0, 100).plan(List.of(WEB, FAR))).isEmpty();
        ahead = TaskRoom.Ahead.ONE;
        assertThat(lanes(0, 100).plan(List.of(WEB, PAID))).hasSize(1);
        waiting.add(function(WEB));
        assertThat(lanes(0, 100).plan(List.of(WEB, PAID))).isEmpty();
    }

    @Test
    void whatWasAProgramIsLookedAtAgain() {
        ServerLanes lanes = lanes(0, 100);
        lanes.learn(function(OTHER), Optional.of(false));
        lanes.learn(function(WEB), Optional.of(true));
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(lanes.isUnknown(OTHER)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(lanes.isUnknown(OTHER)).isTrue();
        assertThat(lanes.isServer(WEB)).isTrue();
    }

    @Test
    void whatCouldNotBeToldChangesNothingThatIsKnown() {
        ServerLanes lanes = lanes(0, 100);
        lanes.learn(function(WEB), Optional.of(true));
        lanes.learn(function(WEB), Optional.empty());
        assertThat(lanes.isServer(WEB)).isTrue();
        lanes.learn(function(OTHER), Optional.empty());
        assertThat(lanes.isServer(OTHER)).isFalse();
        assertThat(lanes.isUnknown(OTHER)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(lanes.isUnknown(OTHER)).isTrue();
    }
}
