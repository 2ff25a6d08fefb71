package dev.quern.app;

import dev.quern.app.demo.Demo;
import dev.quern.app.dist.TrainClient;
import dev.quern.app.doctor.Doctor;
import dev.quern.app.samples.SamplesInstall;
import dev.quern.app.samples.SamplesList;
import dev.quern.app.server.BackupCommand;
import dev.quern.app.server.RestoreCommand;
import dev.quern.app.server.Up;
import dev.quern.cli.Noun;
import java.util.List;

/** The commands that work on this machine: servers, set-up, packaging. */
final class MachineCommands {
    private MachineCommands() {}

    static List<Noun> all() {
        return List.of(
                Noun.of("up", Up::new),
                Noun.of("demo", Demo::new),
                Noun.of("doctor", Doctor::new),
                Noun.group("samples", "Stock functions.", List.of(SamplesInstall::new, SamplesList::new)),
                Noun.of("backup", BackupCommand::new),
                Noun.of("restore", RestoreCommand::new),
                Noun.of("train-client", session -> new TrainClient(Main::nouns)));
    }
}
