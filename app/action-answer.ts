import { AppError, type ErrorCode } from "@/lib/errors";

/** What an action answers that may be refused: Next hides the text and the code of errors that it throws. */
export type ActionAnswer<Value> = { code: null; value: Value } | { code: ErrorCode };

/** The value for the page's script. Throws AppError with the code of a refusal. */
export async function actionValue<Value>(answer: Promise<ActionAnswer<Value>>): Promise<Value> {
  const settled = await answer;
  if (settled.code !== null) throw new AppError(settled.code);
  return settled.value;
}
