package dev.quern.node.lambda;

import dev.quern.core.error.FunctionError;

/** The errors that runtime clients report: {@code {"errorType":"…","errorMessage":"…","stackTrace":[…]}}. */
final class ErrorJson {
    private ErrorJson() {}

    /**
     * Keeps the text as it came when it is one JSON object, else makes one that holds it.
     *
     * @param type for a text that names none
     */
    static FunctionError read(String text, String type) {
        return SafeJson.object(text)
                .map(map -> {
                    String named = SafeJson.string(map.get("errorType"));
                    String message = SafeJson.string(map.get("errorMessage"));
                    return new FunctionError(named.isEmpty() ? type : named, message, text.strip());
                })
                .orElseGet(() -> FunctionError.of(type, text.strip()));
    }
}
