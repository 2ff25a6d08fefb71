package dev.quern.sandbox.seccomp;

import java.util.HashMap;
import java.util.Map;

/** The verdict for each system call by name, from {@code policy.txt}. */
record Policy(Map<String, Verdict> verdicts) {
    static Policy load() {
        Map<String, Verdict> verdicts = new HashMap<>();
        for (String[] line : Resource.words("policy.txt")) {
            for (int i = 1; i < line.length; i++) {
                if (verdicts.put(line[i], verdict(line[0], line[i])) != null) {
                    throw new IllegalStateException(line[i] + " has two verdicts");
                }
            }
        }
        return new Policy(verdicts);
    }

    private static Verdict verdict(String word, String name) {
        Verdict verdict = switch (word) {
            case "allow" -> Verdict.ALLOW;
            case "eperm" -> new Verdict.Refuse(Verdict.EPERM);
            case "enosys" -> new Verdict.Refuse(Verdict.ENOSYS);
            case "check" -> ArgumentRules.BY_NAME.get(name);
            default -> null;
        };
        if (verdict == null) {
            throw new IllegalStateException("policy.txt: '" + word + " " + name + "' means nothing");
        }
        return verdict;
    }

    /** A call the list forgot is refused as one that must not be made. */
    Verdict of(String name) {
        return verdicts.getOrDefault(name, new Verdict.Refuse(Verdict.EPERM));
    }
}
