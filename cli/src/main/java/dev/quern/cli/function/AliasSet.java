package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.AliasPage;
import dev.quern.core.api.AliasPut;
import dev.quern.core.api.AliasShareBody;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Ref;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = "Point an alias at a version, or at two of which one gets a share of the calls.",
        footer = {"", "Example: quern alias set shop 7 --weight 8=10 --sticky X-User"})
public final class AliasSet implements Runnable {
    private static final Pattern WEIGHT =
            Pattern.compile("(?<version>\\d{1,9})=(?<percent>\\d{1,3}(?:\\.\\d{1,4})?)%?");

    private final Session session;

    @Parameters(index = "0", paramLabel = "REF", description = "[namespace/]name[:alias], live if no alias is named")
    String ref = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VERSION",
            description = "The version's number; with --weight alone, the one it names now.")
    @Nullable
    Integer version;

    @Option(names = "--version", paramLabel = "N", description = "The version's number, too.")
    @Nullable
    Integer named;

    @Option(
            names = "--weight",
            paramLabel = "VERSION=PERCENT",
            description = "A second version and its share of the calls; without it there is none.")
    @Nullable
    String weight;

    @Option(
            names = "--sticky",
            paramLabel = "HEADER",
            description = "The request header whose value decides between the two; '' for none.")
    @Nullable
    String sticky;

    @Mixin
    TakeOver takeOver = new TakeOver();

    public AliasSet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Ref alias = session.ref(ref);
        AliasShareBody other = weight == null ? null : share(weight);
        int first = version != null ? version : named != null ? named : present(alias);
        AliasPut put = new AliasPut(first, other, sticky);
        AliasBody body = session.api().send("PUT", Routes.alias(alias), put, AliasBody.class);
        takeOver.await(session, alias.function(), body.version());
        session.output().done(Views.ALIAS, body, alias + " is version " + Views.target(body) + " now");
    }

    private int present(Ref alias) {
        if (weight == null && sticky == null) {
            throw QuernException.invalid("'" + ref + "' is pointed at which version?", "Write its number behind it.");
        }
        String name = Routes.aliasName(alias);
        return session.api().get(Routes.of(alias.function()) + "/aliases?limit=1000", AliasPage.class).items().stream()
                .filter(one -> one.alias().equals(name))
                .findFirst()
                .orElseThrow(() -> QuernException.invalid(
                        "'" + alias + "' names no version yet", "Write the number of its first version."))
                .version();
    }

    private static AliasShareBody share(String text) {
        Matcher matcher = WEIGHT.matcher(text);
        if (!matcher.matches()) {
            throw QuernException.invalid("'" + text + "' is not a version's share", "Write it like 8=10.");
        }
        return new AliasShareBody(
                Integer.parseInt(matcher.group("version")), Double.parseDouble(matcher.group("percent")));
    }
}
