/**
 * Runs one stand-in model server until it is stopped.
 *   node --import tsx server/inference/engines/testing/stand-ins/main.ts --role llm --port 9001
 * Port 0 (the default) takes a free one. Prints its base URL; tells a parent process `{port}`.
 * `--behaviour JSON` is how it answers from the start; `--smaller-behaviour JSON` is taken instead where it was started
 * again with smaller settings.
 */
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { modelRoleSchema } from "../../../../../lib/models";
import { createStandInServer } from "./server";

const { values } = parseArgs({
  options: {
    role: { type: "string" },
    port: { type: "string", default: "0" },
    behaviour: { type: "string", default: "{}" },
    "smaller-behaviour": { type: "string" },
  },
});
const role = modelRoleSchema.parse(values.role);
const smaller = process.env.AVATAR_PROCESS_SMALLER === "1" ? values["smaller-behaviour"] : undefined;
const server = createStandInServer(role, JSON.parse(smaller ?? values.behaviour));
server.listen(Number(values.port), "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  if (process.send) process.send({ port });
  else process.stdout.write(`${role} http://127.0.0.1:${port}/v1\n`);
});
// A stand-in never outlives the test that started it.
process.on("disconnect", () => process.exit(0));
