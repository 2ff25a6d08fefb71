package dev.quern.manager.task;

import dev.quern.core.name.FunctionName;
import dev.quern.node.share.Holder;
import dev.quern.node.share.Shares;
import java.util.HashMap;
import java.util.Map;

/**
 * Who has how many attempts at servers now, and may have more: one function's, which may last for hours, or wait for an
 * instance that never comes, leave something for every other's ({@link Shares}). Counted anew each time, since what is in
 * hand is not only what was claimed for servers.
 */
final class AtServers {
    private final Map<FunctionName, Integer> waiting = new HashMap<>();
    private final int most;
    private final Shares shares;

    /** @param most attempts at servers, so that many that are slow leave room for programs' to be claimed */
    AtServers(int most) {
        this.most = most;
        this.shares = new Shares(most);
    }

    static AtServers of(InHand inHand, int most) {
        AtServers all = new AtServers(most);
        for (Execution execution : inHand.all()) {
            if (execution.isAtServer()) {
                boolean waits = execution.stage() == InHand.Stage.AT_SERVER;
                execution.task().function().ifPresent(function -> all.hold(function, waits));
            }
        }
        return all;
    }

    /** @param waits for an instance */
    void hold(FunctionName function, boolean waits) {
        shares.hold(holder(function), 1);
        waiting.merge(function, waits ? 1 : 0, Integer::sum);
    }

    /** Those of the function that wait for an instance. */
    int waiting(FunctionName function) {
        return waiting.getOrDefault(function, 0);
    }

    int free() {
        return (int) Math.max(0, most - shares.used());
    }

    /** How many of so many it may have besides what it has. */
    int take(FunctionName function, int wanted) {
        int taken = 0;
        while (taken < wanted && shares.take(holder(function), 1)) {
            taken++;
        }
        return taken;
    }

    private static Holder holder(FunctionName function) {
        return new Holder(function.namespace(), function.toString());
    }
}
