import { randomUUID } from "node:crypto";
import { AppError } from "../../lib/errors";
import type { PersonaTrialAnswer, PersonaTrialRequest } from "../../lib/personas/trial";
import type { TurnDependencies, TurnInput } from "../conversation/pipeline/contract";
import { runTurn } from "../conversation/pipeline/run-turn";
import type { ChatMessage } from "../inference/contract";
import type { RecordsContext } from "../records/context";
import { readReplyLimits } from "../records/settings/house";

/** The models are there for conversations. */
const maxUnderWay = 2;
const timeLimitMs = 90_000;

export type PersonaTrial = (request: PersonaTrialRequest) => Promise<PersonaTrialAnswer>;

/**
 * Answers as a persona would whose system message this is: by the model and the way that conversations have, in writing,
 * within the limit of spoken replies. It waits behind everybody who talks, and nothing is stored. Throws AppError
 * `rate_limited`, or what the model failed with.
 */
export function createPersonaTrial({
  ctx,
  ...models
}: Pick<TurnDependencies, "engines" | "leases" | "logger"> & { ctx: RecordsContext }): PersonaTrial {
  let underWay = 0;
  return async ({ language, prompt, before, text }) => {
    if (underWay >= maxUnderWay) throw new AppError("rate_limited", undefined, { retryAfterS: 5 });
    underWay += 1;
    const trial = randomUUID();
    const signal = AbortSignal.timeout(timeLimitMs);
    const history: ChatMessage[] = before.flatMap(({ said, reply }) => [
      { role: "user", content: said },
      { role: "assistant", content: reply },
    ]);
    try {
      const { spokenTokens } = await readReplyLimits(ctx);
      const replyLimits = async () => ({ spokenTokens, typedTokens: spokenTokens });
      const input: TurnInput = {
        turnId: trial,
        sessionId: trial,
        urgency: "waiting",
        language,
        mode: "fast",
        voice: { kind: "builtin", name: "" },
        isSpoken: false,
        said: { kind: "text", text },
        history,
        systemPrompt: prompt,
      };
      for await (const event of runTurn(input, { ...models, replyLimits, now: () => performance.now() }, signal)) {
        if (event.type === "failed") throw new AppError(event.code);
        if (event.type === "finished") return { reply: event.replyText, is_cut: event.finishReason === "length" };
      }
      throw new AppError("llm_failed");
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError(signal.aborted ? "model_timeout" : "llm_failed", undefined, { cause: error });
    } finally {
      underWay -= 1;
    }
  };
}
