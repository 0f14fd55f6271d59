import { setTimeout as sleep } from "node:timers/promises";
import type { ModelStatus } from "../../lib/models";

/** Chat can begin before the optional models are loaded; resolves when all are, for what is measured on a server at rest. */
export async function everyModelReady(url: string): Promise<void> {
  for (;;) {
    const { models } = (await (await fetch(`${url}/health`)).json()) as { models: ModelStatus[] };
    if (models.every((model) => model.state === "ready")) return;
    await sleep(200);
  }
}
