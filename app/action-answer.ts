import { AppError, type ErrorCode } from "@/lib/errors";
import { orUnreachable } from "@/lib/unreachable";

/** What an action answers that may be refused: Next hides the text and the code of errors that it throws. */
export type ActionAnswer<Value> = { code: null; value: Value } | { code: ErrorCode };

/** The value for the page's script. Throws AppError with the code of a refusal, UnreachableError where none came. */
export async function actionValue<Value>(answer: Promise<ActionAnswer<Value>>): Promise<Value> {
  const settled = await answer.catch((error: unknown) => {
    throw orUnreachable(error);
  });
  if (settled.code !== null) throw new AppError(settled.code);
  return settled.value;
}
