import { QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import type { ActionAnswer } from "@/app/action-answer";
import { createQueryClient } from "@/components/shell/query-client";
import { useReview } from "./history/use-review";
import { useServerAct } from "./settings/servers/use-candidate-servers";
import { useTagAct } from "./settings/tags/use-tags";
import { useOneAtATime } from "./use-one-at-a-time";

type Act = (input: { title: string }) => Promise<ActionAnswer<null>>;

function Looking({ look }: { look: () => void }) {
  look();
  return null;
}

/** What the hook gives at its first render: two clicks come before there is another. */
function rendered<Value>(useHook: () => Value): Value {
  const given: Value[] = [];
  const looking = createElement(Looking, { look: () => given.push(useHook()) });
  renderToString(createElement(QueryClientProvider, { client: createQueryClient() }, looking));
  return given[0] as Value;
}

test("an act that is pressed twice runs once, and again only after it ended", async () => {
  const ends: (() => void)[] = [];
  const run = () => new Promise<void>((resolve) => ends.push(resolve));
  let settled = 0;
  const act = rendered(() => useOneAtATime({ mutationFn: run, onSettled: () => void settled++ }));
  act.mutate();
  act.mutate();
  await expect.poll(() => ends.length).toBe(1);
  ends[0]?.();
  await expect.poll(() => settled).toBe(1);
  await new Promise(setImmediate);
  act.mutate();
  await expect.poll(() => ends.length).toBe(2);
});

test.each([
  ["a review", (act: Act) => useReview("session", act)],
  ["an act on the servers for replays", (act: Act) => useServerAct(act)],
  ["an act on the tags", (act: Act) => useTagAct(act)],
])("%s that is pressed twice is one act", async (_, useAct) => {
  let calls = 0;
  const acting = rendered(() =>
    useAct(async () => {
      calls++;
      return { code: null, value: null };
    }),
  );
  for (let i = 0; i < 2; i++) acting.mutate({ title: "New" });
  await new Promise(setImmediate);
  await expect.poll(() => calls).toBe(1);
});
