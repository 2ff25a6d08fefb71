package dev.quern.gateway.call;

/** With com.amazonaws:aws-lambda-java-runtime-interface-client. */
class LambdaJavaTest extends LambdaClients {
    LambdaJavaTest() {
        super("lambda-java", 512, "App$Told");
    }
}
