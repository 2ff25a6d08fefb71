package dev.quern.manager.task;

import dev.quern.manager.loop.Loop;
import dev.quern.node.call.Cancel;
import dev.quern.store.task.Runner;
import dev.quern.store.task.TaskRunners;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a runner: it registers, hands back what its predecessors on the node had, renews its lease
 * and takes the place of runners that do not. While the store is away what runs goes on; when it comes back
 * everybody renews before anybody is removed (see {@link TaskRunners#reap}).
 *
 * <p>states: REGISTERED → (LOST → REGISTERED) → REMOVED
 */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final TaskRunners runners;
    private final TaskSettings settings;
    private final InHand inHand;
    private final Runnable onHandedBack;
    private final Loop loop;
    private volatile Runner current;

    /** @param onHandedBack runs when others' tasks may be claimed again */
    Session(TaskRunners runners, String node, TaskSettings settings, InHand inHand, Runnable onHandedBack) {
        this.runners = runners;
        this.settings = settings;
        this.inHand = inHand;
        this.onHandedBack = onHandedBack;
        this.current = runners.register(node, settings.lease());
        int handedBack = runners.adopt(current);
        if (handedBack > 0) {
            LOG.info("{} tasks that ran when the server ended are queued again", handedBack);
        }
        this.loop = new Loop("task-lease", Duration.ZERO, this::renew).start();
    }

    Runner runner() {
        return current;
    }

    /** Looks after the lease now. */
    void check() {
        loop.wake();
    }

    /** Ends the session; what is still this runner's is handed back. */
    @Override
    public void close() {
        loop.close();
        runners.remove(current);
    }

    private Duration renew() {
        if (!runners.renew(current, settings.lease())) {
            lost();
        } else if (runners.reap(current, settings.lease()) > 0) {
            onHandedBack.run();
        }
        return settings.renew();
    }

    private void lost() {
        LOG.warn("the lease on this node's tasks ran out; they are others' now and are stopped here");
        inHand.of(current).forEach(execution -> execution.cancel(Cancel.Cause.LOST_LEASE));
        current = runners.register(current.node(), settings.lease());
        onHandedBack.run();
    }
}
