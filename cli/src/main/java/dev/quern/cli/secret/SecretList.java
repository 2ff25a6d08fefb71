package dev.quern.cli.secret;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.SecretPage;
import picocli.CommandLine.Command;

@Command(name = "ls", description = "List the namespace's secrets; values are shown to nobody.")
public final class SecretList implements Runnable {
    private static final int MOST = 10_000;

    private final Session session;

    public SecretList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output()
                .list(
                        Secrets.SECRET,
                        Paging.list(
                                session.api(),
                                () -> Query.of("/v1/secrets").add("namespace", session.namespace()),
                                MOST,
                                SecretPage.class,
                                SecretPage::items,
                                SecretPage::next));
    }
}
