import { unstable_rethrow } from "next/navigation";
import { errorCodeOf } from "@/lib/errors";
import { requestOutcome } from "@/server/web/request-outcome";
import { getRuntime } from "@/server/web/runtime";
import type { ActionAnswer } from "./action-answer";
import { answerWithStatusOf } from "./answering-action";
import { auditRefusedAction } from "./audit-refusal";

/** Wraps an action so that the page learns why it was refused; the response has the refusal's status. */
export function answered<Args extends unknown[], Value>(
  run: (...args: Args) => Promise<Value>,
): (...args: Args) => Promise<ActionAnswer<Value>> {
  return async (...args) => {
    const outcome = requestOutcome();
    if (outcome) outcome.actionBegan = true;
    try {
      return { code: null, value: await run(...args) };
    } catch (error) {
      unstable_rethrow(error);
      await auditRefusedAction(error);
      const code = errorCodeOf(error);
      answerWithStatusOf(error);
      if (code === "internal") getRuntime().logger.error("action_failed", { error });
      return { code };
    }
  };
}
