package dev.quern.cli.task;

import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.TaskPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "ls", description = "List the tasks of a namespace, newest first.")
public final class TaskList implements Runnable {
    private final Session session;

    @Mixin
    Filters filters = new Filters();

    @Option(names = "--limit", paramLabel = "N", description = "At most N (default ${DEFAULT-VALUE}).")
    int limit = 50;

    public TaskList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output()
                .list(
                        Views.TASK,
                        Paging.list(
                                session.api(),
                                () -> filters.query(session, "/v1/tasks"),
                                limit,
                                TaskPage.class,
                                TaskPage::items,
                                TaskPage::next));
    }
}
