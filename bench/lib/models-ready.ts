import { setTimeout as sleep } from "node:timers/promises";
import type { ModelStatus } from "../../lib/models";

/**
 * Resolves when the optional models are loaded too, which chat does not wait for: for measurements on a server at
 * rest.
 */
export async function everyModelReady(url: string): Promise<void> {
  for (;;) {
    const { models } = (await (await fetch(`${url}/health`)).json()) as { models: ModelStatus[] };
    if (models.every((model) => model.state === "ready")) return;
    await sleep(200);
  }
}
