import type { openConversation } from "./conversation/open";
import type { openInference } from "./inference/open";
import { processPids, residentMiB } from "./operations/process-uses";
import type { Metrics } from "./platform/observability/metrics";
import type { NumberSources } from "./records/metrics/number-sources";
import type { openRecords } from "./records/open";
import type { Pages } from "./web/pages-process/pages";

interface Parts {
  version: string;
  inference: Awaited<ReturnType<typeof openInference>>;
  conversation: ReturnType<typeof openConversation>;
  records: Awaited<ReturnType<typeof openRecords>>;
  pages: Pages;
}

/** Tells the metrics where to read what they show of the running server. */
export function observeServer(metrics: Metrics, parts: Parts): void {
  const { version, inference, conversation, records, pages } = parts;
  metrics.observe({
    version,
    sessions: () => ({ ...inference.admission.counts(), connected: conversation.counts().connections }),
    modelCalls: inference.leases.counts,
    models: inference.models.all,
    restarts: inference.restarts,
    gpus: inference.gpus.metrics,
    serviceLevel: () => inference.voice.level().level,
    storage: records.storage.report,
    clock: records.clock.report,
    pages: pages.metrics,
  });
}

/** Where the kept numbers read what goes up and down. */
export function numberSources({ inference, pages }: Pick<Parts, "inference" | "pages">): NumberSources {
  return {
    sessions: inference.admission.counts,
    gpus: inference.gpus.metrics,
    residentMiB: () => residentMiB(processPids(inference.controls, pages.pids())),
  };
}
