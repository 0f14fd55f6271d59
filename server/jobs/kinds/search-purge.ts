import { setTimeout as sleep } from "node:timers/promises";
import type { WatchedActivity } from "../../inference/scheduling/contract";
import { purgeIndex, putOffPurge } from "../../records/search/purge-index";
import type { JobHandlers } from "../runner";
import { untilQuiet } from "../until-quiet";

export interface SearchPurgeDependencies {
  activity: WatchedActivity;
  /** Empties the write-ahead log, which has older versions of the pages. */
  emptyLog: () => void;
  /** After so many steps the rest is put off: turns that are stored meanwhile must not make it endless. */
  mostSteps?: number;
}

/** Others write between two steps. */
const restMs = 20;

/** Takes the words of all conversations that were removed off the index's pages, only while nobody talks. */
export function createSearchPurge(deps: SearchPurgeDependencies): JobHandlers["search_purge"] {
  const { activity, emptyLog, mostSteps = 2_000 } = deps;
  return async ({ ctx, signal }) => {
    let isDone = false;
    for (let step = 0; step < mostSteps && !isDone; step++) {
      await untilQuiet(activity, signal);
      isDone = !(await purgeIndex(ctx));
      await sleep(restMs, undefined, { signal });
    }
    if (!isDone) await putOffPurge(ctx);
    emptyLog();
    return null;
  };
}
