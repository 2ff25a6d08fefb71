package dev.quern.cli;

import dev.quern.cli.access.KeyCreate;
import dev.quern.cli.access.KeyList;
import dev.quern.cli.access.KeyRemove;
import dev.quern.cli.access.KeyRotate;
import dev.quern.cli.access.LoginCommand;
import dev.quern.cli.access.NamespaceCreate;
import dev.quern.cli.access.NamespaceList;
import dev.quern.cli.access.NamespaceRemove;
import dev.quern.cli.access.NamespaceSecret;
import dev.quern.cli.build.BuildCancel;
import dev.quern.cli.build.BuildCreate;
import dev.quern.cli.build.BuildGet;
import dev.quern.cli.build.BuildList;
import dev.quern.cli.build.BuildLogs;
import dev.quern.cli.call.Call;
import dev.quern.cli.call.CallGet;
import dev.quern.cli.call.CallList;
import dev.quern.cli.call.Logs;
import dev.quern.cli.call.Run;
import dev.quern.cli.completion.Completion;
import dev.quern.cli.function.AliasList;
import dev.quern.cli.function.AliasRemove;
import dev.quern.cli.function.AliasSet;
import dev.quern.cli.function.Deploy;
import dev.quern.cli.function.FunctionGet;
import dev.quern.cli.function.FunctionList;
import dev.quern.cli.function.FunctionRemove;
import dev.quern.cli.function.FunctionRollback;
import dev.quern.cli.function.FunctionRollout;
import dev.quern.cli.function.FunctionScale;
import dev.quern.cli.function.FunctionSet;
import dev.quern.cli.function.VersionGet;
import dev.quern.cli.function.VersionList;
import dev.quern.cli.function.VersionRemove;
import dev.quern.cli.image.ImageGet;
import dev.quern.cli.image.ImageList;
import dev.quern.cli.image.ImageLoad;
import dev.quern.cli.image.ImagePull;
import dev.quern.cli.image.ImageRemove;
import dev.quern.cli.task.Submit;
import dev.quern.cli.task.TaskCancel;
import dev.quern.cli.task.TaskGet;
import dev.quern.cli.task.TaskList;
import dev.quern.cli.task.TaskLogs;
import dev.quern.cli.task.TaskPurge;
import dev.quern.cli.task.TaskResult;
import dev.quern.cli.task.TaskRetry;
import dev.quern.cli.task.TaskWait;
import dev.quern.cli.template.FunctionInit;
import dev.quern.cli.usage.Usage;
import java.util.List;

/** The commands that talk to a server, in the order of the help. */
public final class ClientCommands {
    private ClientCommands() {}

    /** Whether the arguments name one of these. */
    public static boolean areAsked(String... arguments) {
        return Asked.of(all(), arguments).size() == 1;
    }

    public static List<Noun> all() {
        return List.of(
                Noun.of("deploy", Deploy::new),
                new Noun("call", Call::new, List.of(CallList::new, CallGet::new)),
                Noun.of("run", Run::new),
                Noun.of("submit", Submit::new),
                Noun.of("logs", Logs::new),
                Noun.group(
                        "function",
                        "Functions of a namespace.",
                        List.of(
                                FunctionInit::new,
                                FunctionList::new,
                                FunctionGet::new,
                                FunctionSet::new,
                                FunctionRemove::new,
                                FunctionScale::new,
                                FunctionRollout::new,
                                FunctionRollback::new)),
                Noun.group(
                        "version",
                        "Versions of a function.",
                        List.of(VersionList::new, VersionGet::new, VersionRemove::new)),
                Noun.group("alias", "Names for versions.", List.of(AliasList::new, AliasSet::new, AliasRemove::new)),
                Noun.group(
                        "task",
                        "Durable tasks.",
                        List.of(
                                TaskList::new,
                                TaskGet::new,
                                TaskWait::new,
                                TaskResult::new,
                                TaskLogs::new,
                                TaskCancel::new,
                                TaskRetry::new,
                                TaskPurge::new)),
                Noun.group(
                        "image",
                        "Container images.",
                        List.of(ImageList::new, ImageGet::new, ImageLoad::new, ImagePull::new, ImageRemove::new)),
                new Noun(
                        "build",
                        BuildCreate::new,
                        List.of(BuildCreate::create, BuildList::new, BuildGet::new, BuildLogs::new, BuildCancel::new)),
                Noun.group(
                        "key",
                        "Keys and what they may do.",
                        List.of(KeyCreate::new, KeyList::new, KeyRotate::new, KeyRemove::new)),
                Noun.group(
                        "namespace",
                        "Namespaces.",
                        List.of(NamespaceCreate::new, NamespaceList::new, NamespaceSecret::new, NamespaceRemove::new)),
                Noun.of("usage", Usage::new),
                Noun.of("login", LoginCommand::new),
                Noun.of("completion", Completion::new));
    }
}
