import { join } from "node:path";
import { defaultRestartPolicy } from "../../../../platform/child-process/restart-delay";
import { silentLogger } from "../../../../platform/observability/logger";
import { EngineProcess } from "../host/engine-process";
import type { EchoMethods } from "./echo-methods";

/** A parent to be killed: tells its own parent the pid of its model process, and stays. */
const host: EngineProcess<EchoMethods> = new EngineProcess<EchoMethods>({
  name: "echo",
  entry: { path: join(import.meta.dirname, "echo.process.ts"), execArgv: ["--import", "tsx"] },
  failureCode: "internal",
  logger: silentLogger,
  niceness: 5,
  restart: defaultRestartPolicy,
  onCrash: () => {},
  onUp: () => process.send?.(host.pid),
});
host.start();
