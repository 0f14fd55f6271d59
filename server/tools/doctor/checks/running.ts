import { type ClockHealth, canStore, type StorageState } from "../../../../lib/health";
import { type Finding, failed, ok, warning } from "../check";
import type { RunningAvatar } from "../health-endpoint";

const storageAdvice = "See the lines of the data folder and the disk here, and the log (storage_changed).";
const storageProblems: Record<StorageState, string> = {
  ok: "all is well",
  low: "the disk of its data folder is nearly full",
  busy: "another program holds its database",
  locked: "another program has held its database for more than 30 s",
  full: "the disk of its data folder is full",
  read_only: "its data folder can't be written",
  missing: "its data folder or database is gone",
  damaged: "its database is damaged",
  failing: "the disk of its data folder reports errors",
};
const clockProblems: Record<ClockHealth["state"], string> = {
  ok: "all is well",
  behind: "the clock is earlier than what was stored",
  jumped: "the clock was set while it ran",
};

/** Reports on the AVATAR that answers. `isAvatarRunning`: an AVATAR runs, whether or not it answers. */
export function runningFinding(answering: RunningAvatar | null, isAvatarRunning: boolean): Finding {
  const name = "AVATAR";
  if (!answering && isAvatarRunning) {
    return warning(
      name,
      "runs with this data folder, but does not answer where these settings say",
      "If it is still starting, wait. Else run this with the PORT and HOST that it was started with.",
    );
  }
  if (!answering) return ok(name, "is not running");
  const { storage } = answering;
  if (storage && !canStore(storage)) {
    return failed(name, `runs, but can't store conversations (${storageProblems[storage.state]})`, storageAdvice);
  }
  const notReady = answering.models.filter((model) => model.required && model.state !== "ready");
  const details = notReady.map((model) => `${model.name}: ${model.detail ?? model.state}`).join("; ");
  switch (answering.status) {
    case "ok":
      if (storage && storage.state !== "ok") {
        return warning(name, `runs, but ${storageProblems[storage.state]}`, storageAdvice);
      }
      if (answering.clock && answering.clock.state !== "ok") {
        return warning(name, `runs, but ${clockProblems[answering.clock.state]}`, "Set the clock, or let it be set.");
      }
      if (answering.service?.level === "cpu_voice") {
        return warning(
          name,
          "runs, but the embedded voice speaks in place of the chosen one",
          "See the voice's lines here and the log.",
        );
      }
      if (notReady.length > 0) return ok(name, `runs; the next question loads what was unloaded (${details})`);
      return ok(name, "runs, and every model that chat needs is ready");
    case "loading":
      return warning(name, `runs, but not every model is ready yet (${details})`, "Wait; /health shows the progress.");
    case "down":
      return failed(
        name,
        `runs, but a model that chat needs is down (${details})`,
        "See that model's lines here and the log.",
      );
  }
}
