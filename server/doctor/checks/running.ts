import { type Finding, failed, ok, warning } from "../check";
import type { RunningAvatar } from "../health-endpoint";

/** What a running AVATAR says of its models. `avatarRuns`: one uses the data folder, whether it answers or not. */
export function runningFinding(running: RunningAvatar | null, avatarRuns: boolean): Finding {
  const name = "AVATAR";
  if (!running && avatarRuns) {
    return warning(
      name,
      "runs with this data folder, but does not answer where these settings say",
      "If it is still starting, wait. Else run this with the PORT and HOST that it was started with.",
    );
  }
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
