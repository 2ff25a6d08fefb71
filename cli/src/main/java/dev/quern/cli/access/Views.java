package dev.quern.cli.access;

import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.core.api.CallbackSecretBody;
import dev.quern.core.api.KeyBody;
import dev.quern.core.api.NamespaceBody;

/** How keys and namespaces are listed. */
final class Views {
    static final View<KeyBody> KEY = View.of(KeyBody.class, KeyBody::id)
            .column("ID", KeyBody::id)
            .column("NAME", KeyBody::name)
            .column("ROLE", KeyBody::role)
            .column("NAMESPACE", KeyBody::namespace)
            .column(
                    "MAX RUNNING",
                    k -> k.maxRunning() == null ? "-" : k.maxRunning().toString())
            .column("CREATED", k -> Show.time(k.createdAt()));

    static final View<NamespaceBody> NAMESPACE = View.of(NamespaceBody.class, NamespaceBody::name)
            .column("NAMESPACE", NamespaceBody::name)
            .column("CREATED", n -> Show.time(n.createdAt()));

    static final View<CallbackSecretBody> SECRET = View.of(CallbackSecretBody.class, CallbackSecretBody::secret)
            .column("NAMESPACE", CallbackSecretBody::namespace)
            .column("SECRET", CallbackSecretBody::secret);

    private Views() {}
}
