// The request is on stdin, its arguments are arguments, the answer goes to stdout. What goes to stderr is the log;
// an exit code other than 0 is a failure.
import { createInterface } from "node:readline";

const first = process.argv[2] ?? "1";
if (!/^\d+$/.test(first)) {
  console.error(`'${first}' is not a number`);
  process.exit(2);
}
let number = Number(first);
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${number++} ${line}\n`);
}
