package dev.quern.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.build.Builds;
import dev.quern.store.call.Calls;
import dev.quern.store.function.Aliases;
import dev.quern.store.function.FunctionRoutes;
import dev.quern.store.function.Functions;
import dev.quern.store.function.Rollouts;
import dev.quern.store.function.Scales;
import dev.quern.store.function.Versions;
import dev.quern.store.image.Images;
import dev.quern.store.key.AdminKeyFile;
import dev.quern.store.key.CallbackSecrets;
import dev.quern.store.key.Keys;
import dev.quern.store.key.MasterKey;
import dev.quern.store.key.PrivateFile;
import dev.quern.store.namespace.Namespaces;
import dev.quern.store.object.Buckets;
import dev.quern.store.object.ObjectRows;
import dev.quern.store.object.UploadRows;
import dev.quern.store.postgres.EmbeddedPostgres;
import dev.quern.store.registry.RegistryRows;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingListener;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.StoreUrl;
import dev.quern.store.task.TaskListener;
import dev.quern.store.task.TaskSignal;
import dev.quern.store.task.Tasks;
import dev.quern.store.usage.UsageMinutes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All durable state: one PostgreSQL, embedded or yours. Opening it starts the server if it is ours,
 * brings the schema up to date, checks the master key and makes the first admin key.
 */
public final class Store implements AutoCloseable {
    private final Optional<EmbeddedPostgres> server;
    private final StoreUrl url;
    private final HikariDataSource pool;
    private final Db db;
    private final RoutingNotifier notifier;
    private final Keys keys;
    private final Calls calls;
    private final Tasks tasks;
    private final CallbackSecrets callbackSecrets;

    private Store(Optional<EmbeddedPostgres> server, StoreUrl url, HikariDataSource pool, StoreSettings settings) {
        this.server = server;
        this.url = url;
        this.pool = pool;
        this.db = new Db(pool);
        this.notifier = new RoutingNotifier(db);
        MasterKey master = Installation.masterKey(db, settings.masterKeyFile());
        AdminKeyFile adminFile = new AdminKeyFile(
                settings.data().resolve(StoreSettings.ADMIN_KEY),
                settings.data().resolve(StoreSettings.ADMIN_S3));
        this.keys = new Keys(db, master, notifier, adminFile);
        this.callbackSecrets = new CallbackSecrets(master);
        this.calls = new Calls(db, settings.callRetention(), InstantSource.system());
        this.tasks = new Tasks(db, InstantSource.system());
    }

    /**
     * Opens the store.
     *
     * @throws QuernException conflict when another process runs on the data directory, unsupported for a
     *     schema newer than this program, unavailable when the database cannot be reached
     */
    public static Store open(StoreSettings settings) {
        if (settings.urlFile().isPresent()) {
            return connect(Optional.empty(), read(settings.urlFile().get()), settings);
        }
        EmbeddedPostgres server = EmbeddedPostgres.start(settings.data());
        return connect(Optional.of(server), StoreUrl.ofSocket(server.socket()), settings);
    }

    private static Store connect(Optional<EmbeddedPostgres> server, StoreUrl url, StoreSettings settings) {
        HikariDataSource pool = null;
        try {
            pool = pool(url, settings);
            Migrations.migrate(pool);
            Store store = new Store(server, url, pool, settings);
            store.keys.ensureAdmin();
            return store;
        } catch (RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            server.ifPresent(EmbeddedPostgres::close);
            throw e;
        }
    }

    private static HikariDataSource pool(StoreUrl url, StoreSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setDataSource(url.source());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(Math.min(2, settings.connections()));
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        long millis = settings.statementTimeout().toMillis();
        config.setConnectionInitSql("SET statement_timeout = " + millis + "; SET lock_timeout = " + millis
                + "; SET idle_in_transaction_session_timeout = " + 2 * millis);
        return new HikariDataSource(config);
    }

    private static StoreUrl read(Path file) {
        PrivateFile.check(file, "store URL");
        try {
            return StoreUrl.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Namespaces namespaces() {
        return new Namespaces(db, notifier);
    }

    public Keys keys() {
        return keys;
    }

    public Functions functions() {
        return new Functions(db, notifier);
    }

    public Versions versions() {
        return new Versions(db, notifier);
    }

    public Aliases aliases() {
        return new Aliases(db, notifier);
    }

    public Rollouts rollouts() {
        return new Rollouts(db, notifier);
    }

    public Scales scales() {
        return new Scales(db, notifier);
    }

    public FunctionRoutes routes() {
        return new FunctionRoutes(db);
    }

    public Images images() {
        return new Images(db, notifier);
    }

    public Builds builds() {
        return new Builds(db);
    }

    public Buckets buckets() {
        return new Buckets(db);
    }

    public ObjectRows objects() {
        return new ObjectRows(db);
    }

    public UploadRows uploads() {
        return new UploadRows(db);
    }

    public Calls calls() {
        return calls;
    }

    public Tasks tasks() {
        return tasks;
    }

    public RegistryRows registry() {
        return new RegistryRows(db, notifier);
    }

    public CallbackSecrets callbackSecrets() {
        return callbackSecrets;
    }

    public UsageMinutes usage() {
        return new UsageMinutes(db);
    }

    /** See {@link TaskListener#start}; the caller closes it before the store. */
    public TaskListener listenTasks(Consumer<Set<TaskSignal>> callback) {
        return TaskListener.start(url::connect, callback);
    }

    /** See {@link RoutingListener#start}; the caller closes it before the store. */
    public RoutingListener listen(Consumer<Set<RoutingChange>> callback) {
        return RoutingListener.start(url::connect, callback);
    }

    /** A word of this database's own, for what is kept beside it and makes sense with no other. */
    public String identity() {
        return Installation.identity(db);
    }

    /** Whether the database answers. */
    public boolean ready() {
        try {
            return db.read(c -> Sql.exists(c, "SELECT 1"));
        } catch (QuernException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                return false;
            }
            throw e;
        }
    }

    /** The embedded server's process, empty for an external one or while it is being restarted. */
    public Optional<Long> serverPid() {
        return server.map(EmbeddedPostgres::pid).filter(pid -> pid != 0);
    }

    /** Tells what is still to be told, then closes the connections and stops the embedded server. */
    @Override
    public void close() {
        tasks.close();
        notifier.close();
        pool.close();
        server.ifPresent(EmbeddedPostgres::close);
    }
}
