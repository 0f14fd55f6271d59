/**
 * Another program: `node lock-holder.mjs PATH SQL [SQL ...]` runs each statement, prints `held`, and goes on holding
 * what they hold until a line comes in on standard input; that line is run as SQL, and the program ends.
 */
import { createInterface } from "node:readline";
import DatabaseDriver from "better-sqlite3";

const [path = "", ...statements] = process.argv.slice(2);
const database = new DatabaseDriver(path, { timeout: 5_000 });
for (const statement of statements) {
  const prepared = database.prepare(statement);
  if (prepared.reader) prepared.all();
  else prepared.run();
}
console.log("held");
for await (const line of createInterface({ input: process.stdin })) {
  database.exec(line);
  break;
}
database.close();
process.exit(0);
