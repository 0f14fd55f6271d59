import { type Finding, failed, ok, warning } from "../check";
import type { RunningAvatar } from "../health-endpoint";

/** What a running AVATAR says of its models. */
export function runningFinding(running: RunningAvatar | null): Finding {
  const name = "AVATAR";
  if (!running) return ok(name, "does not run now");
  const unwell = running.models.filter((model) => model.required && model.state !== "ready");
  const details = unwell.map((model) => `${model.name}: ${model.detail ?? model.state}`).join("; ");
  switch (running.status) {
    case "ok":
      if (running.service?.level === "cpu_voice") {
        return warning(
          name,
          "runs, but the embedded voice speaks in place of the chosen one",
          "See the voice's lines here and the log.",
        );
      }
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
